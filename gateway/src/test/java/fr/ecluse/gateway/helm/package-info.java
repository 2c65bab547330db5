/** The chart and the container: rendered by Helm itself, read by Kubernetes' own model, run as a pod would run them. */
package fr.ecluse.gateway.helm;
