{{- define "ecluse.name" -}}
{{- .Chart.Name }}
{{- end }}

{{- define "ecluse.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}
{{- .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "ecluse.selector" -}}
app.kubernetes.io/name: {{ include "ecluse.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "ecluse.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "ecluse.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- /* What is in the settings, and what only the chart knows: where it mounts, and where the probes ask. */ -}}
{{- define "ecluse.settings" -}}
{{- $own := dict
      "server" (dict "port" 8080)
      "ecluse" (dict
        "policy" "/etc/ecluse/policy/policy.yaml"
        "admin" (dict "port" (int .Values.admin.port) "address" "0.0.0.0")) }}
{{- mergeOverwrite (deepCopy .Values.settings) $own | toYaml }}
{{- end }}
