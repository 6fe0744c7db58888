//go:build !before_kubernetes_1_35

package controllers

import (
	"context"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/klog/v2"
	serviceaccountcontroller "k8s.io/kubernetes/pkg/controller/serviceaccount"
)

func newServiceAccounts(ctx context.Context, client *kubernetes.Clientset, from informers.SharedInformerFactory) (worker, error) {
	return serviceaccountcontroller.NewServiceAccountsController(klog.FromContext(ctx), from.Core().V1().ServiceAccounts(),
		from.Core().V1().Namespaces(), client, serviceaccountcontroller.DefaultServiceAccountsControllerOptions())
}
