package controllers

import (
	"context"

	apiextensionsscheme "k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset/scheme"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/cel/openapi/resolver"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/restmapper"
	"k8s.io/controller-manager/pkg/informerfactory"
	"k8s.io/kubernetes/pkg/controller/validatingadmissionpolicystatus"
	"k8s.io/kubernetes/pkg/generated/openapi"
)

// policyWorkers is upstream's default of --concurrent-validating-admission-policy-status-syncs.
const policyWorkers = 5

// buildPolicyStatus checks the types of the expressions in ValidatingAdmissionPolicies, and writes what is wrong to their status.
func (c *Controllers) buildPolicyStatus(_ context.Context, client *kubernetes.Clientset, own informers.SharedInformerFactory, _ informerfactory.InformerFactory) ([]loop, error) {
	p, err := validatingadmissionpolicystatus.NewController(
		own.Admissionregistration().V1().ValidatingAdmissionPolicies(),
		client.AdmissionregistrationV1().ValidatingAdmissionPolicies(),
		&validating.TypeChecker{
			SchemaResolver: resolver.NewDefinitionsSchemaResolver(openapi.GetOpenAPIDefinitions, scheme.Scheme, apiextensionsscheme.Scheme).
				Combine(&resolver.ClientDiscoveryResolver{Discovery: client.Discovery()}),
			RestMapper: restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(client.Discovery())),
		})
	if err != nil {
		return nil, err
	}
	return []loop{{"validating admission policy status", workers(p.Run, policyWorkers)}}, nil
}
