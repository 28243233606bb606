// Reads Kubernetes manifests into the types that the API server, the Prometheus Operator, gateways and Argo Rollouts have
// of them. A field that
// is unknown, of another type or there twice is an error, as it is for `kubectl apply --validate=strict`.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	rollouts "github.com/argoproj/argo-rollouts/pkg/apis/rollouts/v1alpha1"
	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	apps "k8s.io/api/apps/v1"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	rbac "k8s.io/api/rbac/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/yaml"
	gateway "sigs.k8s.io/gateway-api/apis/v1"
	strict "sigs.k8s.io/yaml"
)

// Set when it is built.
var version = "dev"

var kinds = map[string]func() any{
	"v1/Namespace":                             func() any { return &core.Namespace{} },
	"v1/ConfigMap":                             func() any { return &core.ConfigMap{} },
	"v1/Secret":                                func() any { return &core.Secret{} },
	"v1/Service":                               func() any { return &core.Service{} },
	"v1/ServiceAccount":                        func() any { return &core.ServiceAccount{} },
	"apps/v1/Deployment":                       func() any { return &apps.Deployment{} },
	"apps/v1/ReplicaSet":                       func() any { return &apps.ReplicaSet{} },
	"batch/v1/Job":                             func() any { return &batch.Job{} },
	"policy/v1/PodDisruptionBudget":            func() any { return &policy.PodDisruptionBudget{} },
	"networking.k8s.io/v1/NetworkPolicy":       func() any { return &networking.NetworkPolicy{} },
	"rbac.authorization.k8s.io/v1/ClusterRole": func() any { return &rbac.ClusterRole{} },
	"rbac.authorization.k8s.io/v1/ClusterRoleBinding": func() any { return &rbac.ClusterRoleBinding{} },
	"gateway.networking.k8s.io/v1/HTTPRoute":          func() any { return &gateway.HTTPRoute{} },
	"argoproj.io/v1alpha1/Rollout":                    func() any { return &rollouts.Rollout{} },
	"argoproj.io/v1alpha1/AnalysisTemplate":           func() any { return &rollouts.AnalysisTemplate{} },
	"monitoring.coreos.com/v1/Prometheus":             func() any { return &monitoring.Prometheus{} },
	"monitoring.coreos.com/v1/Alertmanager":           func() any { return &monitoring.Alertmanager{} },
	"monitoring.coreos.com/v1/ServiceMonitor":         func() any { return &monitoring.ServiceMonitor{} },
	"monitoring.coreos.com/v1/PrometheusRule":         func() any { return &monitoring.PrometheusRule{} },
}

func check(document []byte) (string, error) {
	var of meta.PartialObjectMetadata
	if err := strict.Unmarshal(document, &of); err != nil {
		return "", err
	}
	name := fmt.Sprintf("%s/%s %s", of.APIVersion, of.Kind, of.Name)
	object, known := kinds[of.APIVersion+"/"+of.Kind]
	if !known {
		return name, errors.New("is of no kind that is known here")
	}
	return name, strict.UnmarshalStrict(document, object())
}

func checkFile(path string) (failed bool) {
	text, err := os.ReadFile(path)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return true
	}
	documents := yaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return failed
		}
		if err == nil {
			var name string
			if name, err = check(document); err == nil {
				fmt.Println(name)
				continue
			}
			err = fmt.Errorf("%s: %w", name, err)
		}
		fmt.Fprintf(os.Stderr, "%s: %v\n", path, err)
		failed = true
	}
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == "--version" {
		fmt.Println("manifest-check", version)
		return
	}
	failed := false
	for _, path := range os.Args[1:] {
		failed = checkFile(path) || failed
	}
	if failed {
		os.Exit(1)
	}
}
