package controllers

import (
	"context"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/scale"
	"k8s.io/controller-manager/pkg/informerfactory"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/cronjob"
	"k8s.io/kubernetes/pkg/controller/disruption"
	"k8s.io/kubernetes/pkg/controller/volume/pvcprotection"
)

// demanded are the controllers that start with the first object of a kind.
func (c *Controllers) demanded(all informerfactory.InformerFactory) map[schema.GroupVersionResource]controller {
	return map[schema.GroupVersionResource]controller{
		{Version: "v1", Resource: "persistentvolumeclaims"}:                {"pvc-protection-controller", 1, newClaimProtection},
		{Version: "v1", Resource: "persistentvolumes"}:                     {"pv-protection-controller", 1, newVolumeProtection},
		{Version: "v1", Resource: "resourcequotas"}:                        {"resourcequota-controller", 5, c.newQuotaFrom(all)},
		{Group: "batch", Version: "v1", Resource: "jobs"}:                  {"job-controller", 5, newJobs},
		{Group: "batch", Version: "v1", Resource: "cronjobs"}:              {"cronjob-controller", 5, newCronJobs},
		{Group: "policy", Version: "v1", Resource: "poddisruptionbudgets"}: {"disruption-controller", 1, c.newDisruption},
	}
}

func newCronJobs(ctx context.Context, client *kubernetes.Clientset, own informers.SharedInformerFactory) (worker, error) {
	batch := own.Batch().V1()
	return cronjob.NewControllerV2(ctx, batch.Jobs(), batch.CronJobs(), client)
}

func (c *Controllers) newDisruption(ctx context.Context, client *kubernetes.Clientset, own informers.SharedInformerFactory) (worker, error) {
	mapper := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(client.Discovery()))
	scales, err := scale.NewForConfig(rest.AddUserAgent(c.config.Client, "disruption-controller"), mapper,
		dynamic.LegacyAPIPathResolverFunc, scale.NewDiscoveryScaleKindResolver(client.Discovery()))
	if err != nil {
		return nil, err
	}
	core, apps := own.Core().V1(), own.Apps().V1()
	return disruptionWorker(disruption.NewDisruptionController(ctx, core.Pods(), own.Policy().V1().PodDisruptionBudgets(),
		core.ReplicationControllers(), apps.ReplicaSets(), apps.Deployments(), apps.StatefulSets(), client, mapper, scales, client.Discovery())), nil
}

// newClaimProtection lets claims go that no pod uses: admission gives each a finalizer.
func newClaimProtection(ctx context.Context, client *kubernetes.Clientset, own informers.SharedInformerFactory) (worker, error) {
	core := own.Core().V1()
	return pvcprotection.NewPVCProtectionController(klog.FromContext(ctx), core.PersistentVolumeClaims(), core.Pods(), client)
}
