package controllers

import (
	"context"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apiserver/pkg/quota/v1/generic"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/controller-manager/pkg/informerfactory"
	upstream "k8s.io/kubernetes/pkg/controller"
	"k8s.io/kubernetes/pkg/controller/resourcequota"
	"k8s.io/kubernetes/pkg/quota/v1/install"
)

// quotaResync is upstream's default of --resource-quota-sync-period.
const quotaResync = 5 * time.Minute

// quotas hear of new kinds while they run.
type quotas struct {
	*resourcequota.Controller
	kinds resourcequota.NamespacedResourcesFunc
}

func (q quotas) Run(ctx context.Context, workers int) {
	go q.Sync(ctx, q.kinds, lookPeriod)
	q.Controller.Run(ctx, workers)
}

// newQuotaFrom counts what quotas limit, by the informers of all kinds. The API server's admission refuses by these counts: without
// them a quota limits nothing.
func (c *Controllers) newQuotaFrom(all informerfactory.InformerFactory) func(context.Context, *kubernetes.Clientset, informers.SharedInformerFactory) (worker, error) {
	return func(ctx context.Context, client *kubernetes.Clientset, _ informers.SharedInformerFactory) (worker, error) {
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
			ResyncPeriod:              upstream.StaticResyncPeriodFunc(quotaResync),
			InformerFactory:           all,
			ReplenishmentResyncPeriod: upstream.StaticResyncPeriodFunc(resync),
			DiscoveryFunc:             client.Discovery().ServerPreferredNamespacedResources,
			IgnoredResourcesFunc:      configuration.IgnoredResources,
			InformersStarted:          informersStarted(),
			Registry:                  generic.NewRegistry(configuration.Evaluators()),
			UpdateFilter:              install.DefaultUpdateFilter(),
		})
		return quotas{q, func() ([]*metav1.APIResourceList, error) {
			changes.next(ctx)
			return client.Discovery().ServerPreferredNamespacedResources()
		}}, err
	}
}
