//go:build before_kubernetes_1_35

package controllers

import (
	"context"

	quota "k8s.io/apiserver/pkg/quota/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	serviceaccountcontroller "k8s.io/kubernetes/pkg/controller/serviceaccount"
	"k8s.io/kubernetes/pkg/quota/v1/install"
)

// newServiceAccounts needs no logger yet.
func newServiceAccounts(_ context.Context, client *kubernetes.Clientset, from informers.SharedInformerFactory) (worker, error) {
	return serviceaccountcontroller.NewServiceAccountsController(from.Core().V1().ServiceAccounts(), from.Core().V1().Namespaces(), client,
		serviceaccountcontroller.DefaultServiceAccountsControllerOptions())
}

// quotaConfiguration counts no devices, for which later ones need informers.
func quotaConfiguration(lister quota.ListerForResourceFunc, _ informers.SharedInformerFactory) (quota.Configuration, error) {
	return install.NewQuotaConfigurationForControllers(lister), nil
}
