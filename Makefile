MVN ?= mvn
SECONDS ?= 60
MINUTES ?= 5
export ENGINE IMAGE

.DEFAULT_GOAL := help
.PHONY: help build demo test check fuzz torture bench chart-test chart-update chart-versions image image-test \
  format clean

help:
	@echo 'make build   compile and package target/snapkeeper.jar, without tests'
	@echo 'make demo    build, then show the packaged jar at work'
	@echo 'make test    everything the CI checks: format, lint, unit and integration tests'
	@echo 'make check   what takes more than a JDK: every src/check/*/run'
	@echo 'make fuzz    feed each reader of outside input with SECONDS (60) of odd input'
	@echo 'make torture purge an ensemble under load for MINUTES (5) while its members and the purges are'
	@echo '             killed; SEED=... for the same again, PEER=1 for the purge of ZooKeeper'
	@echo 'make bench   time it beside the tools of ZooKeeper; QUICK=1 for a minute or two,'
	@echo '             JDK_25=DIR for the rows as the image starts it'
	@echo 'make chart-test      the tests of the Helm chart alone'
	@echo 'make chart-update    write chart/README.md and the golden files anew'
	@echo 'make chart-versions  compare what Helm 3 and Helm 4 make of the chart (needs them, or Go)'
	@echo 'make image           build the container image; ENGINE=docker|podman|buildah, IMAGE=NAME:TAG'
	@echo 'make image-test      build the image, run it hardened on real data, check what it does'
	@echo 'make format  lay out the Java sources'
	@echo 'make clean   remove target/'
	@echo 'MVN=...      the Maven to run (mvn)'

build:
	$(MVN) -q -DskipTests -Dfmt.skip package

demo:
	$(MVN) -q -DskipTests -Dfmt.skip package exec:exec@demo

test:
	$(MVN) -B -ntp verify

check: build
	@failed=; for check in src/check/*/run; do \
	  echo "== $$check"; MVN='$(MVN)' "$$check" || failed="$$failed $$check"; \
	done; test -z "$$failed" || { echo "failed:$$failed"; exit 1; }

fuzz:
	$(MVN) -B -ntp -Dtest=FuzzTest -Dfuzz.seconds=$(SECONDS) test

torture:
	MINUTES=$(MINUTES) SEED=$(SEED) PEER=$(PEER) \
	  $(MVN) -q -DskipTests -Dfmt.skip package exec:exec@torture

bench:
	$(MVN) -q -f src/bench/peer/pom.xml dependency:copy-dependencies \
	  -DoutputDirectory=$(CURDIR)/target/bench/peer -DincludeScope=runtime
	$(MVN) -q -DskipTests -Dfmt.skip package
	$(if $(JDK_25),JAVA_HOME=$(JDK_25) sh src/image/assemble.sh $(CURDIR)/target/bench/image)
	$(MVN) -q -Dbench.quick=$(if $(QUICK),true,false) exec:exec@bench

chart-test:
	$(MVN) -B -ntp -Dtest='dev.snapkeeper.chart.*Test' test

chart-update:
	$(MVN) -q -Dtest='dev.snapkeeper.chart.*Test' -Dsnapkeeper.update test

chart-versions:
	src/check/chart-versions/run

image:
	src/image/build.sh

image-test:
	MVN='$(MVN)' src/check/image/run

format:
	$(MVN) -q com.spotify.fmt:fmt-maven-plugin:format

clean:
	$(MVN) -q clean
