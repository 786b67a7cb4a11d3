{{/* The Pushgateway's URL, rendered; or "". */}}
{{- define "snapkeeper.pushgateway" -}}
{{- $url := tpl .Values.metrics.pushgateway.url . -}}
{{- if and $url (not (regexMatch "^https?://[^\\s?#]+$" $url)) -}}
{{- fail (printf "metrics.pushgateway.url: not the URL of a Pushgateway; it looks like http://pushgateway.monitoring:9091") -}}
{{- end -}}
{{- $url -}}
{{- end -}}

{{/* The port that the pods connect to: the one that is given, else the URL's. */}}
{{- define "snapkeeper.pushgatewayPort" -}}
{{- $given := .Values.metrics.pushgateway.networkPolicy.port -}}
{{- $url := include "snapkeeper.pushgateway" . -}}
{{- $port := regexFind ":[0-9]+$" (regexReplaceAll "^https?://([^/@]*@)?([^/]*).*$" $url "${2}") | trimPrefix ":" -}}
{{- if not (kindIs "invalid" $given) -}}
{{- int $given -}}
{{- else if $port -}}
{{- $port -}}
{{- else -}}
{{- hasPrefix "https" $url | ternary 443 80 -}}
{{- end -}}
{{- end -}}

{{/* What tells an ordinal's metrics from another's, as arguments in YAML, of a dict: root, ordinal. */}}
{{- define "snapkeeper.metricsArgs" -}}
{{- $args := list -}}
{{- with include "snapkeeper.pushgateway" .root -}}
{{- $args = append $args (printf "--pushgateway=%s" .) -}}
{{- $args = append $args (printf "--metrics-label=namespace=%s" (include "snapkeeper.namespace" $.root)) -}}
{{- $args = append $args (printf "--metrics-label=statefulset=%s" (include "snapkeeper.statefulSet" $.root)) -}}
{{- $args = append $args (printf "--metrics-label=pod=%s" (include "snapkeeper.zookeeperPod" $)) -}}
{{- end -}}
{{- toYaml $args -}}
{{- end -}}

{{/* The names of all claims that are purged, as a list in YAML. */}}
{{- define "snapkeeper.claims" -}}
{{- $claims := list -}}
{{- range $ordinal := until (int .Values.zookeeper.replicas) -}}
{{- $storage := include "snapkeeper.storage" (dict "root" $ "ordinal" $ordinal) | fromYaml -}}
{{- range $storage.volumes -}}
{{- $claims = append $claims .persistentVolumeClaim.claimName -}}
{{- end -}}
{{- end -}}
{{- toYaml (uniq $claims) -}}
{{- end -}}

{{/* The names of ZooKeeper's pods, as a regular expression; "" if there are none. */}}
{{- define "snapkeeper.zookeeperPods" -}}
{{- $pods := list -}}
{{- range $ordinal := until (int .Values.zookeeper.replicas) -}}
{{- $pods = append $pods (include "snapkeeper.zookeeperPod" (dict "root" $ "ordinal" $ordinal) | regexQuoteMeta) -}}
{{- end -}}
{{- join "|" $pods -}}
{{- end -}}

{{/* After how many seconds without success to raise an alert; "" for never, if the schedule is suspended. */}}
{{- define "snapkeeper.noSuccessSeconds" -}}
{{- $rule := .Values.prometheusRule -}}
{{- if eq 0 (int .Values.autopurge.purgeInterval) -}}
{{- else if not (kindIs "invalid" $rule.intervalSeconds) -}}
{{- mul (int64 $rule.missedIntervals) (int64 $rule.intervalSeconds) -}}
{{- else if .Values.schedule -}}
{{- fail "prometheusRule.intervalSeconds: how many seconds lie between two purges of your schedule at the most? Without that there can be no alert on purges that are missed" -}}
{{- else -}}
{{- mul (int64 $rule.missedIntervals) (int64 .Values.autopurge.purgeInterval) 3600 -}}
{{- end -}}
{{- end -}}

{{/*
An alert, of a dict: root; name; severity; for (or ""); expr; summary; description; runbook.
*/}}
{{- define "snapkeeper.alert" -}}
{{- $rule := .root.Values.prometheusRule -}}
{{- $annotations := dict "summary" .summary "description" .description "runbook" .runbook -}}
{{- with $rule.runbookUrl -}}
{{- $_ := set $annotations "runbook_url" (printf "%s#%s" . (lower $.name)) -}}
{{- end -}}
- alert: {{ .name }}
  expr: |-
    {{- .expr | trim | nindent 4 }}
  {{- with .for }}
  for: {{ . }}
  {{- end }}
  labels:
    {{- toYaml (mergeOverwrite (dict "severity" .severity) (deepCopy $rule.alertLabels)) | nindent 4 }}
  annotations:
    {{- toYaml $annotations | nindent 4 }}
{{- end -}}
