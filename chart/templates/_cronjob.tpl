{{/*
A CronJob, of a dict: root; ordinal; component (purge or inspect); name; schedule; suspend; readOnly; args and
storage, as the defines of those names give them.
*/}}
{{- define "snapkeeper.cronJob" -}}
{{- $root := .root -}}
{{- $values := .root.Values -}}
{{- $readOnly := .readOnly -}}
apiVersion: batch/v1
kind: CronJob
metadata:
  name: {{ .name | quote }}
  namespace: {{ include "snapkeeper.namespace" $root | quote }}
  labels:
    {{- include "snapkeeper.labels" (dict "root" $root "component" .component "extra" (list $values.cronJob.labels)) | nindent 4 }}
  {{- with $values.cronJob.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  schedule: {{ .schedule | quote }}
  {{- with $values.timeZone }}
  timeZone: {{ . | quote }}
  {{- end }}
  suspend: {{ .suspend }}
  concurrencyPolicy: {{ $values.cronJob.concurrencyPolicy }}
  {{- if not (kindIs "invalid" $values.cronJob.startingDeadlineSeconds) }}
  startingDeadlineSeconds: {{ int64 $values.cronJob.startingDeadlineSeconds }}
  {{- end }}
  successfulJobsHistoryLimit: {{ int $values.cronJob.successfulJobsHistoryLimit }}
  failedJobsHistoryLimit: {{ int $values.cronJob.failedJobsHistoryLimit }}
  jobTemplate:
    metadata:
      labels:
        {{- include "snapkeeper.labels" (dict "root" $root "component" .component "extra" list) | nindent 8 }}
    spec:
      backoffLimit: {{ int $values.job.backoffLimit }}
      {{- if not (kindIs "invalid" $values.job.activeDeadlineSeconds) }}
      activeDeadlineSeconds: {{ int64 $values.job.activeDeadlineSeconds }}
      {{- end }}
      {{- if not (kindIs "invalid" $values.job.ttlSecondsAfterFinished) }}
      ttlSecondsAfterFinished: {{ int64 $values.job.ttlSecondsAfterFinished }}
      {{- end }}
      {{- with $values.job.podFailurePolicy }}
      podFailurePolicy:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      template:
        metadata:
          labels:
            {{- include "snapkeeper.labels" (dict "root" $root "component" .component "extra" (list $values.podLabels)) | nindent 12 }}
          {{- with $values.podAnnotations }}
          annotations:
            {{- toYaml . | nindent 12 }}
          {{- end }}
        spec:
          restartPolicy: Never
          terminationGracePeriodSeconds: {{ int64 $values.terminationGracePeriodSeconds }}
          automountServiceAccountToken: false
          enableServiceLinks: false
          serviceAccountName: {{ include "snapkeeper.serviceAccountName" $root | quote }}
          {{- with include "snapkeeper.pullSecrets" $root }}
          imagePullSecrets:
            {{- . | nindent 12 }}
          {{- end }}
          {{- with $values.priorityClassName }}
          priorityClassName: {{ . | quote }}
          {{- end }}
          {{- with $values.nodeSelector }}
          nodeSelector:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          {{- with include "snapkeeper.affinity" . }}
          affinity:
            {{- . | nindent 12 }}
          {{- end }}
          {{- with $values.tolerations }}
          tolerations:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          {{- with $values.topologySpreadConstraints }}
          topologySpreadConstraints:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          {{- with $values.podSecurityContext }}
          securityContext:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          containers:
            - name: snapkeeper
              image: {{ include "snapkeeper.image" $root | quote }}
              imagePullPolicy: {{ $values.image.pullPolicy }}
              args:
                {{- .args | nindent 16 }}
              {{- with $values.extraEnv }}
              env:
                {{- tpl (toYaml .) $root | nindent 16 }}
              {{- end }}
              {{- with $values.extraEnvFrom }}
              envFrom:
                {{- tpl (toYaml .) $root | nindent 16 }}
              {{- end }}
              {{- with $values.containerSecurityContext }}
              securityContext:
                {{- toYaml . | nindent 16 }}
              {{- end }}
              {{- with $values.resources }}
              resources:
                {{- toYaml . | nindent 16 }}
              {{- end }}
              terminationMessagePath: /dev/termination-log
              terminationMessagePolicy: FallbackToLogsOnError
              volumeMounts:
                {{- range .storage.mounts }}
                - name: {{ .name }}
                  mountPath: {{ .mountPath | quote }}
                  {{- if $readOnly }}
                  readOnly: true
                  {{- end }}
                {{- end }}
                - name: tmp
                  mountPath: /tmp
                {{- with include "snapkeeper.extraVolumeMounts" . }}
                {{- . | nindent 16 }}
                {{- end }}
          volumes:
            {{- toYaml .storage.volumes | nindent 12 }}
            - name: tmp
              emptyDir:
                sizeLimit: 64Mi
            {{- with include "snapkeeper.extraVolumes" $root }}
            {{- . | nindent 12 }}
            {{- end }}
{{- end -}}
