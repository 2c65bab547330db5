{{- define "ecluse.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 52 | trimSuffix "-" }}
{{- end }}

{{- define "ecluse.fullname" -}}
{{- $name := include "ecluse.name" . }}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 48 | trimSuffix "-" }}
{{- else if contains $name .Release.Name }}
{{- .Release.Name | trunc 48 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 48 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "ecluse.selector" -}}
app.kubernetes.io/name: {{ include "ecluse.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "ecluse.commonLabels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "ecluse.labels" -}}
{{ include "ecluse.commonLabels" . }}
{{ include "ecluse.selector" . }}
{{- end }}

{{- define "ecluse.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) }}
{{- end }}
{{- end }}

{{- define "ecluse.policyConfigMap" -}}
{{- .Values.existingPolicyConfigMap | default (printf "%s-policy" (include "ecluse.fullname" .)) }}
{{- end }}

{{- /* Of a pod, as the standard "restricted" asks for it. */ -}}
{{- define "ecluse.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "ecluse.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- /* What is in the settings, and what only the chart knows: where it mounts, where the probes ask, how long a stop may take. */ -}}
{{- define "ecluse.settings" -}}
{{- $own := dict
      "server" (dict "port" 8080 "address" "0.0.0.0")
      "spring" (dict "lifecycle" (dict "timeout-per-shutdown-phase" (printf "%ds" (int .Values.stop.drainSeconds))))
      "ecluse" (dict
        "policy" "/etc/ecluse/policy/policy.yaml"
        "admin" (dict "port" (int .Values.admin.port) "address" "0.0.0.0")) }}
{{- mergeOverwrite (deepCopy .Values.settings) $own | toYaml }}
{{- end }}

{{- /* The admin port waits for its requests first, then the visitors' port for theirs. */ -}}
{{- define "ecluse.graceSeconds" -}}
{{- add .Values.stop.deregisterSeconds (mul 2 .Values.stop.drainSeconds) 15 }}
{{- end }}

{{- define "ecluse.adminScheme" -}}
{{- if dig "management" "server" "ssl" "bundle" "" .Values.settings }}HTTPS{{ else }}HTTP{{ end }}
{{- end }}

{{- define "ecluse.publicScheme" -}}
{{- if dig "server" "ssl" "bundle" "" .Values.settings }}https{{ else }}http{{ end }}
{{- end }}

{{- define "ecluse.publicUrls" -}}
{{- $urls := dig "ecluse" "public-url" "" .Values.settings }}
{{- if kindIs "slice" $urls }}{{ $urls | toJson }}{{ else if $urls }}{{ list $urls | toJson }}{{ else }}[]{{ end }}
{{- end }}

{{- /* The hosts of public-url, without their ports. */ -}}
{{- define "ecluse.publicHosts" -}}
{{- $hosts := list }}
{{- range include "ecluse.publicUrls" . | fromJsonArray }}
{{- $hosts = append $hosts (regexReplaceAll ":[0-9]+$" (urlParse .).host "") }}
{{- end }}
{{- $hosts | uniq | toJson }}
{{- end }}

{{- /* A path over which the prober asks the admin port. */ -}}
{{- define "ecluse.probe" -}}
httpGet: {path: /actuator/health/{{ .group }}, port: admin, scheme: {{ include "ecluse.adminScheme" .root }}}
{{- end }}
