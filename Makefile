MVN ?= mvn
SECONDS ?= 60

.DEFAULT_GOAL := help
.PHONY: help build demo test fuzz format clean

help:
	@echo 'make build   compile and package target/snapkeeper.jar, without tests'
	@echo 'make demo    build, then show the packaged jar at work'
	@echo 'make test    everything the CI checks: format, lint, unit and integration tests'
	@echo 'make fuzz    feed each reader of outside input with SECONDS (60) of odd input'
	@echo 'make format  lay out the Java sources'
	@echo 'make clean   remove target/'
	@echo 'MVN=...      the Maven to run (mvn)'

build:
	$(MVN) -q -DskipTests -Dfmt.skip package

demo:
	$(MVN) -q -DskipTests -Dfmt.skip package exec:exec@demo

test:
	$(MVN) -B -ntp verify

fuzz:
	$(MVN) -B -ntp -Dtest=FuzzTest -Dfuzz.seconds=$(SECONDS) test

format:
	$(MVN) -q com.spotify.fmt:fmt-maven-plugin:format

clean:
	$(MVN) -q clean
