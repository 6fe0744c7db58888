//go:build before_kubernetes_1_35

package controllers

import (
	"context"

	coreinformers "k8s.io/client-go/informers/core/v1"
	"k8s.io/client-go/kubernetes"
	serviceaccountcontroller "k8s.io/kubernetes/pkg/controller/serviceaccount"
)

// newServiceAccounts needs no logger yet.
func newServiceAccounts(_ context.Context, accounts coreinformers.ServiceAccountInformer, namespaces coreinformers.NamespaceInformer,
	client kubernetes.Interface) (*serviceaccountcontroller.ServiceAccountsController, error) {
	return serviceaccountcontroller.NewServiceAccountsController(accounts, namespaces, client,
		serviceaccountcontroller.DefaultServiceAccountsControllerOptions())
}
