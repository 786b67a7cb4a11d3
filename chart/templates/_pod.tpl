{{/* The image's reference. */}}
{{- define "snapkeeper.image" -}}
{{- $image := .Values.image -}}
{{- $registry := (.Values.global | default dict).imageRegistry | default $image.registry -}}
{{- $reference := list $registry $image.repository | compact | join "/" -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $reference $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $reference ($image.tag | default .Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{/* The pull secrets, global ones first, as a YAML list; or "". */}}
{{- define "snapkeeper.pullSecrets" -}}
{{- $secrets := list -}}
{{- range concat ((.Values.global | default dict).imagePullSecrets | default list) .Values.image.pullSecrets -}}
{{- $secrets = append $secrets (dict "name" (kindIs "string" . | ternary . (get (kindIs "map" . | ternary . dict) "name"))) -}}
{{- end -}}
{{- with uniq $secrets -}}
{{- toYaml . -}}
{{- end -}}
{{- end -}}

{{/* The affinity that was asked for and, with colocate, the ordinal's ZooKeeper pod; of a dict: root, ordinal. */}}
{{- define "snapkeeper.affinity" -}}
{{- $affinity := deepCopy .root.Values.affinity -}}
{{- if .root.Values.colocate -}}
{{- $pods := $affinity.podAffinity | default dict -}}
{{- $pod := dict "statefulset.kubernetes.io/pod-name" (include "snapkeeper.zookeeperPod" .) -}}
{{- $term := dict "labelSelector" (dict "matchLabels" $pod) "topologyKey" "kubernetes.io/hostname" -}}
{{- $_ := set $pods "requiredDuringSchedulingIgnoredDuringExecution" (append ($pods.requiredDuringSchedulingIgnoredDuringExecution | default list) $term) -}}
{{- $_ := set $affinity "podAffinity" $pods -}}
{{- end -}}
{{- with $affinity -}}
{{- toYaml . -}}
{{- end -}}
{{- end -}}

{{/* What the program is told in either command, as a list in YAML, of a dict: root, storage. */}}
{{- define "snapkeeper.directories" -}}
{{- $args := list (printf "--data-dir=%s" .storage.dataDir) -}}
{{- with .storage.dataLogDir -}}
{{- $args = append $args (printf "--data-log-dir=%s" .) -}}
{{- end -}}
{{- toYaml (append $args (printf "--retain=%d" (int .root.Values.autopurge.snapRetainCount))) -}}
{{- end -}}

{{- define "snapkeeper.purgeArgs" -}}
{{- $purge := .root.Values.purge -}}
{{- $args := concat (list "purge") (include "snapkeeper.directories" . | fromYamlArray) -}}
{{- $args = append $args (printf "--verify=%s" $purge.verify) -}}
{{- if $purge.rememberVerified -}}
{{- $args = append $args "--remember-verified" -}}
{{- end -}}
{{- if $purge.dryRun -}}
{{- $args = append $args "--dry-run" -}}
{{- end -}}
{{- if $purge.deleteCorrupt -}}
{{- $args = append $args "--delete-corrupt" -}}
{{- end -}}
{{- if not (kindIs "invalid" $purge.failAbovePercent) -}}
{{- $args = append $args (printf "--fail-above=%d" (int $purge.failAbovePercent)) -}}
{{- end -}}
{{- $args = append $args (printf "--output=%s" $purge.output) -}}
{{- $args = append $args "--termination-log=/dev/termination-log" -}}
{{- $args = concat $args (include "snapkeeper.metricsArgs" . | fromYamlArray) -}}
{{- if $purge.verbose -}}
{{- $args = append $args "--verbose" -}}
{{- end -}}
{{- toYaml $args -}}
{{- end -}}

{{- define "snapkeeper.inspectArgs" -}}
{{- $look := .root.Values.onDemand -}}
{{- $args := concat (list "inspect") (include "snapkeeper.directories" . | fromYamlArray) -}}
{{- if not (kindIs "invalid" $look.top) -}}
{{- $args = append $args (printf "--top=%d" (int $look.top)) -}}
{{- end -}}
{{- with $look.verify -}}
{{- $args = append $args (printf "--verify=%s" .) -}}
{{- end -}}
{{- toYaml (append $args (printf "--output=%s" $look.output)) -}}
{{- end -}}
