//go:build !before_kubernetes_1_36

package controllers

import (
	"context"

	quota "k8s.io/apiserver/pkg/quota/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/kubernetes/pkg/controller/job"
	"k8s.io/kubernetes/pkg/quota/v1/install"
)

func newJobs(ctx context.Context, client *kubernetes.Clientset, own informers.SharedInformerFactory) (worker, error) {
	return job.NewController(ctx, client, own.Core().V1().Pods(), own.Batch().V1().Jobs(), nil, nil)
}

func quotaConfiguration(lister quota.ListerForResourceFunc, all informers.SharedInformerFactory) (quota.Configuration, error) {
	return install.NewQuotaConfigurationForControllers(lister, all)
}
