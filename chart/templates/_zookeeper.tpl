{{/* The StatefulSet's name, rendered and checked. */}}
{{- define "snapkeeper.statefulSet" -}}
{{- $namespace := include "snapkeeper.namespace" . -}}
{{- $name := tpl .Values.zookeeper.statefulSet . -}}
{{- if not $name -}}
{{- fail (printf "zookeeper.statefulSet is empty: which StatefulSet runs ZooKeeper? Find its name with: kubectl get statefulsets --namespace %s; then give it: --set zookeeper.statefulSet=NAME" $namespace) -}}
{{- else if not (regexMatch "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$" $name) -}}
{{- fail (printf "zookeeper.statefulSet %q: not the name of a StatefulSet; find it with: kubectl get statefulsets --namespace %s" $name $namespace) -}}
{{- end -}}
{{- $name -}}
{{- end -}}

{{/* The name of the pod of an ordinal, of a dict: root, ordinal. */}}
{{- define "snapkeeper.zookeeperPod" -}}
{{- $pod := printf "%s-%d" (include "snapkeeper.statefulSet" .root) .ordinal -}}
{{- if gt (len $pod) 63 -}}
{{- fail (printf "zookeeper.statefulSet: a pod cannot be called %s, which is longer than 63 characters; is that the StatefulSet's name?" $pod) -}}
{{- end -}}
{{- $pod -}}
{{- end -}}

{{/* The claim that one of zookeeper.data and zookeeper.dataLog names, of a dict: root, ordinal, key; or "". */}}
{{- define "snapkeeper.claim" -}}
{{- $volume := get .root.Values.zookeeper .key -}}
{{- $existing := tpl $volume.existingClaim .root -}}
{{- if $existing -}}
{{- if not (regexMatch "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$" $existing) -}}
{{- fail (printf "zookeeper.%s.existingClaim %q: not the name of a claim; find it with: kubectl get persistentvolumeclaims --namespace %s" .key $existing (include "snapkeeper.namespace" .root)) -}}
{{- end -}}
{{- if gt (int .root.Values.zookeeper.replicas) 1 -}}
{{- fail (printf "zookeeper.%s.existingClaim is one claim, but zookeeper.replicas is %d: with a claim for each replica give claimTemplate instead; with a single replica set zookeeper.replicas=1" .key (int .root.Values.zookeeper.replicas)) -}}
{{- end -}}
{{- $existing -}}
{{- else if $volume.claimTemplate -}}
{{- printf "%s-%s-%d" $volume.claimTemplate (include "snapkeeper.statefulSet" .root) .ordinal -}}
{{- end -}}
{{- end -}}

{{/* Refuses a mount path that cannot work, of a dict: key, path. */}}
{{- define "snapkeeper.checkPath" -}}
{{- if or (has (index (splitList "/" .path) 1) (list "bin" "dev" "etc" "lib" "lib64" "proc" "sbin" "sys" "tmp")) (has .path (list "/opt" "/usr" "/usr/lib")) (hasPrefix "/opt/snapkeeper/" (print .path "/")) -}}
{{- fail (printf "zookeeper.%s.path %s: the container needs that place itself; name another, such as /data" .key .path) -}}
{{- end -}}
{{- end -}}

{{/*
Where an ordinal's files are, as YAML, of a dict: root, ordinal. volumes and mounts for the pod; dataDir and, if
it is another, dataLogDir for the program.
*/}}
{{- define "snapkeeper.storage" -}}
{{- $data := .root.Values.zookeeper.data -}}
{{- $log := .root.Values.zookeeper.dataLog -}}
{{- $dataClaim := include "snapkeeper.claim" (dict "root" .root "ordinal" .ordinal "key" "data") -}}
{{- if not $dataClaim -}}
{{- fail "zookeeper.data: which claim? Set claimTemplate to the name in the StatefulSet's volumeClaimTemplates, or existingClaim to the claim's own" -}}
{{- end -}}
{{- include "snapkeeper.checkPath" (dict "key" "data" "path" $data.path) -}}
{{- $volumes := list (dict "name" "data" "persistentVolumeClaim" (dict "claimName" $dataClaim)) -}}
{{- $mounts := list (dict "name" "data" "mountPath" $data.path) -}}
{{- $storage := dict "dataDir" (list $data.path $data.subPath | compact | join "/") -}}
{{- $logClaim := include "snapkeeper.claim" (dict "root" .root "ordinal" .ordinal "key" "dataLog") -}}
{{- if or $logClaim $log.subPath -}}
{{- include "snapkeeper.checkPath" (dict "key" "dataLog" "path" $log.path) -}}
{{- $volume := "data" -}}
{{- if and $logClaim (ne $logClaim $dataClaim) -}}
{{- $volume = "data-log" -}}
{{- $volumes = append $volumes (dict "name" $volume "persistentVolumeClaim" (dict "claimName" $logClaim)) -}}
{{- else if eq $log.subPath $data.subPath -}}
{{- fail "zookeeper.dataLog is the same directory of the same claim as zookeeper.data: where ZooKeeper has no dataLogDir of its own, leave it empty" -}}
{{- end -}}
{{- if or (ne $log.path $data.path) (eq $volume "data-log") -}}
{{- if or (hasPrefix (print $data.path "/") (print $log.path "/")) (hasPrefix (print $log.path "/") (print $data.path "/")) -}}
{{- fail (printf "zookeeper.data.path %s and zookeeper.dataLog.path %s: one volume mounted at or below the other would hide files of it, or make a directory in it; mount them side by side, such as at /data and /datalog" $data.path $log.path) -}}
{{- end -}}
{{- $mounts = append $mounts (dict "name" $volume "mountPath" $log.path) -}}
{{- end -}}
{{- $_ := set $storage "dataLogDir" (list $log.path $log.subPath | compact | join "/") -}}
{{- end -}}
{{- $_ := set $storage "volumes" $volumes -}}
{{- $_ := set $storage "mounts" $mounts -}}
{{- toYaml $storage -}}
{{- end -}}
