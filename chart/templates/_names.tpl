{{/*
The base of every name: at most 40 characters, so that the longest suffix, "-inspect-254", still fits into the
52 that a CronJob may have. What is cut leaves a hash, so that two releases do not collide.
*/}}
{{- define "snapkeeper.fullname" -}}
{{- $name := .Values.nameOverride | default .Chart.Name -}}
{{- $full := contains $name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $name) -}}
{{- $full = .Values.fullnameOverride | default $full -}}
{{- if gt (len $full) 40 -}}
{{- $full = printf "%s-%s" (regexReplaceAll "[-.]+$" (trunc 31 $full) "") (sha256sum $full | trunc 8) -}}
{{- end -}}
{{- $full -}}
{{- end -}}

{{- define "snapkeeper.namespace" -}}
{{- .Values.namespaceOverride | default .Release.Namespace -}}
{{- end -}}

{{- define "snapkeeper.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "snapkeeper.fullname" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end -}}

{{/*
What the pods are selected by. The name stays "snapkeeper" whatever the chart is called in an umbrella chart:
under ZooKeeper's name its Service would send clients to the job.
*/}}
{{- define "snapkeeper.selectorLabels" -}}
app.kubernetes.io/name: snapkeeper
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{/*
Labels as YAML, of a dict: root; component (or ""); extra, a list of maps, a later one before an earlier one. The
chart's own come before all.
*/}}
{{- define "snapkeeper.labels" -}}
{{- $root := .root -}}
{{- $labels := deepCopy $root.Values.commonLabels -}}
{{- range .extra -}}
{{- $labels = mergeOverwrite $labels (deepCopy .) -}}
{{- end -}}
{{- $labels = mergeOverwrite $labels (include "snapkeeper.selectorLabels" $root | fromYaml) -}}
{{- $_ := set $labels "helm.sh/chart" (printf "snapkeeper-%s" $root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-") -}}
{{- $_ := set $labels "app.kubernetes.io/version" $root.Chart.AppVersion -}}
{{- $_ := set $labels "app.kubernetes.io/managed-by" $root.Release.Service -}}
{{- with .component -}}
{{- $_ := set $labels "app.kubernetes.io/component" . -}}
{{- end -}}
{{- toYaml $labels -}}
{{- end -}}
