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

{{/* extraVolumes, rendered and checked, as YAML; or "". */}}
{{- define "snapkeeper.extraVolumes" -}}
{{- with .Values.extraVolumes -}}
{{- $volumes := tpl (toYaml .) $ -}}
{{- $names := list -}}
{{- range $volumes | fromYamlArray -}}
{{- if not .name -}}
{{- fail "extraVolumes: a volume has no name" -}}
{{- else if has .name (list "data" "data-log" "tmp") -}}
{{- fail (printf "extraVolumes: the name %q is taken by a volume of the chart's own (data, data-log, tmp); give it another" .name) -}}
{{- else if has .name $names -}}
{{- fail (printf "extraVolumes: two volumes are named %q" .name) -}}
{{- end -}}
{{- $names = append $names .name -}}
{{- end -}}
{{- $volumes -}}
{{- end -}}
{{- end -}}

{{/* extraVolumeMounts, rendered and checked, as YAML; or ""; of a dict: root, storage. */}}
{{- define "snapkeeper.extraVolumeMounts" -}}
{{- $storage := .storage -}}
{{- $root := .root -}}
{{- with .root.Values.extraVolumeMounts -}}
{{- $mounts := tpl (toYaml .) $root -}}
{{- $names := list "tmp" -}}
{{- range concat $storage.volumes (include "snapkeeper.extraVolumes" $root | fromYamlArray) -}}
{{- $names = append $names .name -}}
{{- end -}}
{{- $paths := list "/tmp" -}}
{{- range $mounts | fromYamlArray -}}
{{- if not (hasPrefix "/" (.mountPath | default "")) -}}
{{- fail (printf "extraVolumeMounts: mountPath %q of %q: a path from / on is needed" (.mountPath | default "") (.name | default "")) -}}
{{- else if not (has .name $names) -}}
{{- fail (printf "extraVolumeMounts: %s: there is no volume %q; add it to extraVolumes" .mountPath (.name | default "")) -}}
{{- end -}}
{{- $path := printf "%s/" (trimSuffix "/" .mountPath) -}}
{{- range $storage.mounts -}}
{{- $own := print .mountPath "/" -}}
{{- if or (hasPrefix $own $path) (hasPrefix $path $own) -}}
{{- fail (printf "extraVolumeMounts: %s and %s, where ZooKeeper's files are: one would hide files of the other; mount it elsewhere" (trimSuffix "/" $path) .mountPath) -}}
{{- end -}}
{{- end -}}
{{- if has (trimSuffix "/" $path) $paths -}}
{{- fail (printf "extraVolumeMounts: two volumes at %s" (trimSuffix "/" $path)) -}}
{{- end -}}
{{- $paths = append $paths (trimSuffix "/" $path) -}}
{{- end -}}
{{- $mounts -}}
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
