package controllers

import (
	"context"
	"errors"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/namespace/deletion"
)

const (
	// namespaceResync is upstream's default of --namespace-sync-period.
	namespaceResync = 5 * time.Minute
	// namespaceGrace lets requests end that the server admitted before the namespace was deleted.
	namespaceGrace = 200 * time.Millisecond
	// contentDelay is the time between two looks at a namespace whose objects are still going.
	contentDelay = 200 * time.Millisecond
)

// namespaceDeletion empties deleted namespaces with upstream's deleter.
//
// Upstream's controller waits 5 s before it looks at a deleted namespace, for other API servers and members of etcd to hear of the
// deletion. Here there is one of each, and tests that use a name again would wait for nothing.
type namespaceDeletion struct {
	deleter deletion.NamespacedResourcesDeleterInterface
	queue   workqueue.TypedRateLimitingInterface[string]
}

func (c *Controllers) newNamespaceDeletion(ctx context.Context, client *kubernetes.Clientset, from informers.SharedInformerFactory) (worker, error) {
	objects, err := metadata.NewForConfig(rest.AddUserAgent(c.config.Client, "namespace-controller"))
	if err != nil {
		return nil, err
	}
	d := &namespaceDeletion{
		deleter: deletion.NewNamespacedResourcesDeleter(ctx, client.CoreV1().Namespaces(), objects, client.CoreV1(),
			client.Discovery().ServerPreferredNamespacedResources, corev1.FinalizerKubernetes),
		queue: workqueue.NewTypedRateLimitingQueue(
			workqueue.NewTypedItemExponentialFailureRateLimiter[string](5*time.Millisecond, time.Minute)),
	}
	_, err = from.Core().V1().Namespaces().Informer().AddEventHandlerWithResyncPeriod(cache.ResourceEventHandlerFuncs{
		AddFunc:    d.enqueue,
		UpdateFunc: func(_, namespace any) { d.enqueue(namespace) },
	}, namespaceResync)
	return d, err
}

func (d *namespaceDeletion) enqueue(object any) {
	if namespace, ok := object.(*corev1.Namespace); ok && namespace.DeletionTimestamp != nil {
		d.queue.AddAfter(namespace.Name, namespaceGrace)
	}
}

// Run returns when ctx is done.
func (d *namespaceDeletion) Run(ctx context.Context, workers int) {
	for range workers {
		go func() {
			for d.next(ctx) {
			}
		}()
	}
	<-ctx.Done()
	d.queue.ShutDown()
}

// next empties one namespace, and says whether there may be more.
func (d *namespaceDeletion) next(ctx context.Context) bool {
	name, ended := d.queue.Get()
	if ended {
		return false
	}
	defer d.queue.Done(name)
	err := d.deleter.Delete(ctx, name)
	var remaining *deletion.ResourcesRemainingError
	switch {
	case err == nil:
		d.queue.Forget(name)
	case errors.As(err, &remaining):
		d.queue.AddAfter(name, contentDelay)
	default:
		klog.FromContext(ctx).Error(err, "Unable to empty a deleted namespace", "namespace", name)
		d.queue.AddRateLimited(name)
	}
	return true
}
