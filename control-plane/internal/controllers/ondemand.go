package controllers

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/controller-manager/pkg/informerfactory"
)

// onDemand are the informers of the garbage collector, which watches every kind of object there is. They start a controller with
// the first object of its kind: a cluster that has none does without that controller, and no kind is watched twice.
type onDemand struct {
	informerfactory.InformerFactory
	starts map[schema.GroupVersionResource]func()
	asked  sync.Map
}

// demanded is the controller for one kind of object, which acts under a name of its own.
type demanded struct {
	name  string
	build build
}

// build makes a controller. Its own informers are started when it is complete: upstream's constructors add handlers of events
// before they have set all that these need. What gets by without may take those of all kinds.
type build func(ctx context.Context, client *kubernetes.Clientset, own informers.SharedInformerFactory, all informerfactory.InformerFactory) ([]loop, error)

func (c *Controllers) newOnDemand(ctx context.Context, all informerfactory.InformerFactory) *onDemand {
	d := &onDemand{InformerFactory: all, starts: map[schema.GroupVersionResource]func(){}}
	for kind, controller := range c.demanded() {
		d.starts[kind] = sync.OnceFunc(func() {
			// A handler of events must not wait for informers, one of which is its own.
			go c.startOnDemand(ctx, d, kind, controller)
		})
	}
	return d
}

func (c *Controllers) demanded() map[schema.GroupVersionResource]demanded {
	return map[schema.GroupVersionResource]demanded{
		{Version: "v1", Resource: "persistentvolumeclaims"}:                {"pvc-protection-controller", c.buildClaimProtection},
		{Version: "v1", Resource: "persistentvolumes"}:                     {"pv-protection-controller", c.buildVolumeProtection},
		{Version: "v1", Resource: "resourcequotas"}:                        {"resourcequota-controller", c.buildQuota},
		{Group: "batch", Version: "v1", Resource: "jobs"}:                  {"job-controller", c.buildJobs},
		{Group: "batch", Version: "v1", Resource: "cronjobs"}:              {"cronjob-controller", c.buildCronJobs},
		{Group: "policy", Version: "v1", Resource: "poddisruptionbudgets"}: {"disruption-controller", c.buildDisruption},
	}
}

func (c *Controllers) startOnDemand(ctx context.Context, all informerfactory.InformerFactory, kind schema.GroupVersionResource, controller demanded) {
	watching, err1 := c.client(kind.Resource + "-informers")
	client, err2 := c.client(controller.name)
	if err := errors.Join(err1, err2); err != nil {
		c.config.Failed(err)
		return
	}
	own := informers.NewSharedInformerFactory(watching, resync)
	loops, err := controller.build(ctx, client, own, all)
	if err != nil {
		c.config.Failed(fmt.Errorf("unable to start the %s: %w", controller.name, err))
		return
	}
	own.Start(ctx.Done())
	all.Start(ctx.Done())
	for _, l := range loops {
		go c.run(ctx, l)
	}
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
