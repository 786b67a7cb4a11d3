{{/* The minute of an ordinal, of a dict: root, ordinal. Sixty minutes shared out among the replicas, from 17 on. */}}
{{- define "snapkeeper.minute" -}}
{{- if .root.Values.stagger -}}
{{- $step := max 1 (div 60 (max 1 (int .root.Values.zookeeper.replicas))) -}}
{{- mod (add 17 (mul .ordinal $step)) 60 -}}
{{- else -}}
17
{{- end -}}
{{- end -}}

{{/* The cron expression of an ordinal's purge, of a dict: root, ordinal. */}}
{{- define "snapkeeper.schedule" -}}
{{- $hours := int .root.Values.autopurge.purgeInterval -}}
{{- $minute := include "snapkeeper.minute" . -}}
{{- if .root.Values.schedule -}}
{{- .root.Values.schedule -}}
{{- else if le $hours 1 -}}
{{- printf "%s * * * *" $minute -}}
{{- else if lt $hours 24 -}}
{{- printf "%s */%d * * *" $minute $hours -}}
{{- else if eq $hours 24 -}}
{{- printf "%s 0 * * *" $minute -}}
{{- else -}}
{{- fail (printf "autopurge.purgeInterval %d: cron cannot say every %d hours; give 24 or less, or a cron expression in schedule, such as --set-string schedule='17 3 */2 * *' for every other day" $hours $hours) -}}
{{- end -}}
{{- end -}}
