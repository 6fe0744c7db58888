package controllers

import (
	"context"
	"fmt"
	"sync"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/scale"
	"k8s.io/client-go/tools/cache"
	"k8s.io/controller-manager/pkg/informerfactory"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/cronjob"
	"k8s.io/kubernetes/pkg/controller/disruption"
	"k8s.io/kubernetes/pkg/controller/volume/pvcprotection"
)

// onDemand are the informers of the garbage collector, which watches every kind of object there is. They start a controller with
// the first object of its kind: a cluster that has none does without that controller, and no kind is watched twice.
type onDemand struct {
	informerfactory.InformerFactory
	starts map[schema.GroupVersionResource]func()
	asked  sync.Map
}

func (c *Controllers) newOnDemand(ctx context.Context, all informerfactory.InformerFactory) *onDemand {
	d := &onDemand{InformerFactory: all, starts: map[schema.GroupVersionResource]func(){}}
	for kind, controller := range c.demanded(d) {
		d.starts[kind] = sync.OnceFunc(func() {
			// A handler of events must not wait for informers, one of which is its own.
			go c.startOnDemand(ctx, d, kind, controller)
		})
	}
	return d
}

// startOnDemand gives a controller informers of its own, which are started when it is complete: upstream's constructors add handlers
// of events before they have set all that these need.
func (c *Controllers) startOnDemand(ctx context.Context, all informerfactory.InformerFactory, kind schema.GroupVersionResource, demanded controller) {
	watching, err := c.client(kind.Resource + "-informers")
	if err != nil {
		c.config.Failed(err)
		return
	}
	own := informers.NewSharedInformerFactory(watching, resync)
	loops, err := c.build(ctx, own, demanded)
	if err != nil {
		c.config.Failed(err)
		return
	}
	own.Start(ctx.Done())
	all.Start(ctx.Done())
	c.run(ctx, loops[0])
}

// watch stands in for the garbage collector, which would watch these kinds among all others.
func (d *onDemand) watch(ctx context.Context) error {
	for kind := range d.starts {
		if _, err := d.ForResource(kind); err != nil {
			return fmt.Errorf("unable to watch %v: %w", kind, err)
		}
	}
	d.Start(ctx.Done())
	return nil
}

// ForResource is what everybody asks who watches a kind.
func (d *onDemand) ForResource(kind schema.GroupVersionResource) (informers.GenericInformer, error) {
	informer, err := d.InformerFactory.ForResource(kind)
	start, wanted := d.starts[kind]
	if err != nil || !wanted {
		return informer, err
	}
	if _, again := d.asked.LoadOrStore(kind, true); !again {
		_, err = informer.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{AddFunc: func(any) { start() }})
	}
	return informer, err
}

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
