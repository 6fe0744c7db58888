package controllers

import (
	"context"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apiserver/pkg/quota/v1/generic"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/controller-manager/pkg/informerfactory"
	"k8s.io/kubernetes/pkg/controller"
	"k8s.io/kubernetes/pkg/controller/resourcequota"
	"k8s.io/kubernetes/pkg/quota/v1/install"
)

const (
	quotaWorkers = 5
	// quotaResync is upstream's default of --resource-quota-sync-period.
	quotaResync = 5 * time.Minute
)

// buildQuota counts what quotas limit. The API server's admission refuses by these counts: without them a quota limits nothing.
func (c *Controllers) buildQuota(ctx context.Context, client *kubernetes.Clientset, _ informers.SharedInformerFactory, all informerfactory.InformerFactory) ([]loop, error) {
	changes, err := watchChanges(all)
	if err != nil {
		return nil, err
	}
	configuration, err := quotaConfiguration(generic.ListerFuncForResourceFunc(c.informers.ForResource), c.informers)
	if err != nil {
		return nil, err
	}
	q, err := resourcequota.NewController(ctx, &resourcequota.ControllerOptions{
		QuotaClient:               client.CoreV1(),
		ResourceQuotaInformer:     c.informers.Core().V1().ResourceQuotas(),
		ResyncPeriod:              controller.StaticResyncPeriodFunc(quotaResync),
		InformerFactory:           all,
		ReplenishmentResyncPeriod: controller.StaticResyncPeriodFunc(resync),
		DiscoveryFunc:             client.Discovery().ServerPreferredNamespacedResources,
		IgnoredResourcesFunc:      configuration.IgnoredResources,
		InformersStarted:          informersStarted(),
		Registry:                  generic.NewRegistry(configuration.Evaluators()),
		UpdateFilter:              install.DefaultUpdateFilter(),
	})
	if err != nil {
		return nil, err
	}
	kinds := func() ([]*metav1.APIResourceList, error) {
		changes.next(ctx)
		return client.Discovery().ServerPreferredNamespacedResources()
	}
	return []loop{
		{"resource quota", workers(q.Run, quotaWorkers)},
		{"resource quota discovery", func(ctx context.Context) { q.Sync(ctx, kinds, lookPeriod) }},
	}, nil
}
