//go:build !before_kubernetes_1_35

package controllers

import (
	"context"

	coreinformers "k8s.io/client-go/informers/core/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/klog/v2"
	serviceaccountcontroller "k8s.io/kubernetes/pkg/controller/serviceaccount"
)

func newServiceAccounts(ctx context.Context, accounts coreinformers.ServiceAccountInformer, namespaces coreinformers.NamespaceInformer,
	client kubernetes.Interface) (*serviceaccountcontroller.ServiceAccountsController, error) {
	return serviceaccountcontroller.NewServiceAccountsController(klog.FromContext(ctx), accounts, namespaces, client,
		serviceaccountcontroller.DefaultServiceAccountsControllerOptions())
}
