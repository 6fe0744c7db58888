package simulation

import (
	"context"
	"fmt"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	coreinformers "k8s.io/client-go/informers/core/v1"
	"k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
	"k8s.io/klog/v2"
)

const podWorkers = 5

// pods is the scheduler of all pods, and the kubelet of their node.
type pods struct {
	client     kubernetes.Interface
	lister     corelisters.PodLister
	queue      workqueue.TypedRateLimitingInterface[string]
	readyAfter time.Duration
	addresses  *addresses
	lives      sync.Map // of *life, by UID
}

// life is how far a pod has come with an outcome. Its time has no room in a status, which counts seconds.
type life struct {
	outcome string
	due     time.Time
	began   bool
}

func newPods(client kubernetes.Interface, informer coreinformers.PodInformer, readyAfter time.Duration) (*pods, error) {
	p := &pods{
		client: client, lister: informer.Lister(), readyAfter: readyAfter, addresses: newAddresses(),
		queue: workqueue.NewTypedRateLimitingQueue(workqueue.NewTypedItemExponentialFailureRateLimiter[string](5*time.Millisecond, time.Minute)),
	}
	_, err := informer.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    p.enqueue,
		UpdateFunc: func(_, pod any) { p.enqueue(pod) },
		DeleteFunc: p.forget,
	})
	return p, err
}

func (p *pods) enqueue(object any) {
	if key, err := cache.MetaNamespaceKeyFunc(object); err == nil {
		p.queue.Add(key)
	}
}

func (p *pods) forget(object any) {
	if last, missed := object.(cache.DeletedFinalStateUnknown); missed {
		object = last.Obj
	}
	if pod, ok := object.(*corev1.Pod); ok {
		p.addresses.release(pod.UID)
		p.lives.Delete(pod.UID)
	}
}

func (p *pods) run(ctx context.Context) {
	var workers sync.WaitGroup
	for range podWorkers {
		workers.Go(func() {
			for p.next(ctx) {
			}
		})
	}
	<-ctx.Done()
	p.queue.ShutDown()
	workers.Wait()
}

// next looks after one pod, and says whether there may be more.
func (p *pods) next(ctx context.Context) bool {
	key, ended := p.queue.Get()
	if ended {
		return false
	}
	defer p.queue.Done(key)
	err := p.sync(ctx, key)
	if err == nil || apierrors.IsNotFound(err) {
		p.queue.Forget(key)
		return true
	}
	if !apierrors.IsConflict(err) {
		klog.FromContext(ctx).Error(err, "Unable to simulate a pod", "pod", key)
	}
	p.queue.AddRateLimited(key)
	return true
}

func (p *pods) sync(ctx context.Context, key string) error {
	namespace, name, err := cache.SplitMetaNamespaceKey(key)
	if err != nil {
		return err
	}
	pod, err := p.lister.Pods(namespace).Get(name)
	switch {
	case err != nil:
		return err
	case pod.Spec.NodeName == "":
		return p.schedule(ctx, pod)
	case pod.Spec.NodeName != NodeName:
		return nil
	case pod.DeletionTimestamp != nil:
		return p.terminate(ctx, pod)
	case isOver(pod):
		return nil
	}
	return p.advance(ctx, key, pod)
}

func isOver(pod *corev1.Pod) bool {
	return pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed
}

// schedule binds a pod to the node, whatever it asks of one: the node has room for all.
func (p *pods) schedule(ctx context.Context, pod *corev1.Pod) error {
	if pod.DeletionTimestamp != nil || pod.Spec.SchedulerName != corev1.DefaultSchedulerName || len(pod.Spec.SchedulingGates) > 0 {
		return nil
	}
	if outcome(pod) == Unschedulable {
		s := newStatus(pod, metav1.Now().Rfc3339Copy())
		s.condition(corev1.PodScheduled, false, corev1.PodReasonUnschedulable)
		return p.report(ctx, pod, s)
	}
	return p.client.CoreV1().Pods(pod.Namespace).Bind(ctx, &corev1.Binding{
		ObjectMeta: metav1.ObjectMeta{Namespace: pod.Namespace, Name: pod.Name, UID: pod.UID},
		Target:     corev1.ObjectReference{Kind: "Node", Name: NodeName},
	}, metav1.CreateOptions{})
}

// advance takes the next step of a pod's life when it is due.
func (p *pods) advance(ctx context.Context, key string, pod *corev1.Pod) error {
	l := p.life(pod)
	if wait := time.Until(l.due); wait > 0 {
		p.queue.AddAfter(key, wait)
		return nil
	}
	s := p.placed(pod)
	if l.began && ends(l.outcome) {
		s.end(map[string]corev1.PodPhase{Succeeded: corev1.PodSucceeded, Failed: corev1.PodFailed}[l.outcome])
		return p.report(ctx, pod, s)
	}
	s.become(l.outcome)
	if err := p.report(ctx, pod, s); err != nil {
		return err
	}
	if ends(l.outcome) {
		l.began, l.due = true, time.Now().Add(p.readyAfter)
		p.queue.AddAfter(key, p.readyAfter)
	}
	return nil
}

// life begins again when a pod is to have another outcome.
func (p *pods) life(pod *corev1.Pod) *life {
	outcome := outcome(pod)
	if known, found := p.lives.Load(pod.UID); found && known.(*life).outcome == outcome {
		return known.(*life)
	}
	l := &life{outcome: outcome, due: time.Now().Add(p.readyAfter)}
	p.lives.Store(pod.UID, l)
	return l
}

func (p *pods) placed(pod *corev1.Pod) status {
	s := newStatus(pod, metav1.Now().Rfc3339Copy())
	s.place(p.addresses.take(pod.UID))
	return s
}

// terminate ends a deleted pod at once: nothing in it needs time to stop.
func (p *pods) terminate(ctx context.Context, pod *corev1.Pod) error {
	if !isOver(pod) {
		s := p.placed(pod)
		s.terminate()
		if err := p.report(ctx, pod, s); err != nil {
			return err
		}
	}
	return p.client.CoreV1().Pods(pod.Namespace).Delete(ctx, pod.Name, metav1.DeleteOptions{
		GracePeriodSeconds: new(int64), Preconditions: metav1.NewUIDPreconditions(string(pod.UID)),
	})
}

func (p *pods) report(ctx context.Context, pod *corev1.Pod, s status) error {
	if equality.Semantic.DeepEqual(pod.Status, *s.PodStatus) {
		return nil
	}
	changed := pod.DeepCopy()
	changed.Status = *s.PodStatus
	if _, err := p.client.CoreV1().Pods(pod.Namespace).UpdateStatus(ctx, changed, metav1.UpdateOptions{}); err != nil {
		return fmt.Errorf("unable to report the status of a pod: %w", err)
	}
	return nil
}
