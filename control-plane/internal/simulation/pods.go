package simulation

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	coreinformers "k8s.io/client-go/informers/core/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
	"k8s.io/component-helpers/apimachinery/lease"
	"k8s.io/klog/v2"
	podutil "k8s.io/kubernetes/pkg/api/v1/pod"
	"k8s.io/utils/clock"
)

const podWorkers = 5

// byAddress is an index of pods.
const byAddress = "address"

// Simulation is a node that does not exist, the kubelet of its pods, and the scheduler of all pods.
type Simulation struct {
	client     kubernetes.Interface
	pods       coreinformers.PodInformer
	queue      workqueue.TypedRateLimitingInterface[string]
	readyAfter time.Duration
	placed     atomic.Uint32
	lives      sync.Map // of *life, by UID
}

// life is how far a pod has come with an outcome. Its time has no room in a status, which counts seconds.
type life struct {
	outcome string
	due     time.Time
	began   bool
}

// New registers for the pods of the informers, which the caller starts.
func New(client kubernetes.Interface, shared informers.SharedInformerFactory, readyAfter time.Duration) (*Simulation, error) {
	s := &Simulation{
		client: client, pods: shared.Core().V1().Pods(), readyAfter: readyAfter,
		queue: workqueue.NewTypedRateLimitingQueue(workqueue.NewTypedItemExponentialFailureRateLimiter[string](5*time.Millisecond, time.Minute)),
	}
	err1 := s.pods.Informer().AddIndexers(cache.Indexers{byAddress: func(pod any) ([]string, error) {
		return []string{pod.(*corev1.Pod).Status.PodIP}, nil
	}})
	_, err2 := s.pods.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    s.enqueue,
		UpdateFunc: func(_, pod any) { s.enqueue(pod) },
		DeleteFunc: s.forget,
	})
	if err := errors.Join(err1, err2); err != nil {
		return nil, fmt.Errorf("unable to watch pods: %w", err)
	}
	return s, nil
}

func (s *Simulation) enqueue(object any) {
	if key, err := cache.MetaNamespaceKeyFunc(object); err == nil {
		s.queue.Add(key)
	}
}

func (s *Simulation) forget(object any) {
	if last, missed := object.(cache.DeletedFinalStateUnknown); missed {
		object = last.Obj
	}
	if pod, ok := object.(*corev1.Pod); ok {
		s.lives.Delete(pod.UID)
	}
}

// Run ends with ctx; the node must be there.
func (s *Simulation) Run(ctx context.Context) {
	// The lease by which a node shows that it is alive.
	go lease.NewController(clock.RealClock{}, s.client, NodeName, leaseSeconds, nil, leasePeriod, NodeName, corev1.NamespaceNodeLease, nil).Run(ctx)
	for range podWorkers {
		go func() {
			for s.next(ctx) {
			}
		}()
	}
	<-ctx.Done()
	s.queue.ShutDown()
}

// next looks after one pod, and says whether there may be more.
func (s *Simulation) next(ctx context.Context) bool {
	key, ended := s.queue.Get()
	if ended {
		return false
	}
	defer s.queue.Done(key)
	err := s.sync(ctx, key)
	if err == nil || apierrors.IsNotFound(err) {
		s.queue.Forget(key)
		return true
	}
	if !apierrors.IsConflict(err) {
		klog.FromContext(ctx).Error(err, "Unable to simulate a pod", "pod", key)
	}
	s.queue.AddRateLimited(key)
	return true
}

func (s *Simulation) sync(ctx context.Context, key string) error {
	namespace, name, err := cache.SplitMetaNamespaceKey(key)
	if err != nil {
		return err
	}
	pod, err := s.pods.Lister().Pods(namespace).Get(name)
	switch {
	case err != nil:
		return err
	case pod.Spec.NodeName == "":
		return s.schedule(ctx, pod)
	case pod.Spec.NodeName != NodeName:
		return nil
	case pod.DeletionTimestamp != nil:
		return s.terminate(ctx, pod)
	case podutil.IsPodTerminal(pod):
		return nil
	}
	return s.advance(ctx, key, pod)
}

// schedule binds a pod to the node, whatever it asks of one: the node has room for all.
func (s *Simulation) schedule(ctx context.Context, pod *corev1.Pod) error {
	if pod.DeletionTimestamp != nil || pod.Spec.SchedulerName != corev1.DefaultSchedulerName || len(pod.Spec.SchedulingGates) > 0 {
		return nil
	}
	if outcome(pod) == Unschedulable {
		reported := newStatus(pod, metav1.Now().Rfc3339Copy())
		reported.condition(corev1.PodScheduled, false, corev1.PodReasonUnschedulable)
		return s.report(ctx, pod, reported)
	}
	return s.client.CoreV1().Pods(pod.Namespace).Bind(ctx, &corev1.Binding{
		ObjectMeta: metav1.ObjectMeta{Namespace: pod.Namespace, Name: pod.Name, UID: pod.UID},
		Target:     corev1.ObjectReference{Kind: "Node", Name: NodeName},
	}, metav1.CreateOptions{})
}

// advance takes the next step of a pod's life when it is due.
func (s *Simulation) advance(ctx context.Context, key string, pod *corev1.Pod) error {
	l := s.life(pod)
	if wait := time.Until(l.due); wait > 0 {
		s.queue.AddAfter(key, wait)
		return nil
	}
	reported := s.place(pod)
	if l.began && ends(l.outcome) {
		reported.end(corev1.PodPhase(l.outcome))
		return s.report(ctx, pod, reported)
	}
	reported.become(l.outcome)
	if err := s.report(ctx, pod, reported); err != nil {
		return err
	}
	if ends(l.outcome) {
		l.began, l.due = true, time.Now().Add(s.readyAfter)
		s.queue.AddAfter(key, s.readyAfter)
	}
	return nil
}

// life begins again when a pod is to have another outcome.
func (s *Simulation) life(pod *corev1.Pod) *life {
	outcome := outcome(pod)
	if known, found := s.lives.Load(pod.UID); found && known.(*life).outcome == outcome {
		return known.(*life)
	}
	l := &life{outcome: outcome, due: time.Now().Add(s.readyAfter)}
	s.lives.Store(pod.UID, l)
	return l
}

func (s *Simulation) place(pod *corev1.Pod) status {
	reported := newStatus(pod, metav1.Now().Rfc3339Copy())
	reported.place(s.address(pod))
	return reported
}

// address is the pod's, the same each time. When there are more pods than addresses, pods share them.
func (s *Simulation) address(pod *corev1.Pod) string {
	address := pod.Status.PodIP
	switch {
	case pod.Spec.HostNetwork:
		return nodeAddress
	case address != "":
		return address
	}
	for range podAddresses {
		address = nextAddress(s.placed.Add(1))
		if others, err := s.pods.Informer().GetIndexer().IndexKeys(byAddress, address); err == nil && len(others) == 0 {
			break
		}
	}
	return address
}

// terminate ends a deleted pod at once: nothing in it needs time to stop.
func (s *Simulation) terminate(ctx context.Context, pod *corev1.Pod) error {
	if !podutil.IsPodTerminal(pod) {
		reported := s.place(pod)
		reported.terminate()
		if err := s.report(ctx, pod, reported); err != nil {
			return err
		}
	}
	return s.client.CoreV1().Pods(pod.Namespace).Delete(ctx, pod.Name, metav1.DeleteOptions{
		GracePeriodSeconds: new(int64), Preconditions: metav1.NewUIDPreconditions(string(pod.UID)),
	})
}

func (s *Simulation) report(ctx context.Context, pod *corev1.Pod, reported status) error {
	if equality.Semantic.DeepEqual(pod.Status, *reported.PodStatus) {
		return nil
	}
	changed := pod.DeepCopy()
	changed.Status = *reported.PodStatus
	if _, err := s.client.CoreV1().Pods(pod.Namespace).UpdateStatus(ctx, changed, metav1.UpdateOptions{}); err != nil {
		return fmt.Errorf("unable to report the status of a pod: %w", err)
	}
	return nil
}

// networks are those of documentation: nobody has these addresses. The first address of the first is the node's.
var networks = []string{"192.0.2", "198.51.100", "203.0.113"}

const (
	nodeAddress = "192.0.2.1"
	// hosts of a network, without the first, which is the node's, and the last, which is for broadcasts.
	firstHost, lastHost = 2, 254
	hosts               = lastHost - firstHost + 1
)

// podAddresses are all that pods may have, in turn.
var podAddresses = uint32(hosts * len(networks))

func nextAddress(turn uint32) string {
	number := turn % podAddresses
	return fmt.Sprintf("%s.%d", networks[number/hosts], firstHost+number%hosts)
}
