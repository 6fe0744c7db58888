package simulation

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	podutil "k8s.io/kubernetes/pkg/api/v1/pod"
)

const (
	exitFailed     = 1
	exitTerminated = 143
	crashes        = 3
)

// status makes what a kubelet would report of a pod.
type status struct {
	*corev1.PodStatus
	pod *corev1.Pod
	now metav1.Time
}

func newStatus(pod *corev1.Pod, now metav1.Time) status {
	return status{pod.Status.DeepCopy(), pod, now}
}

// place gives the pod its addresses.
func (s status) place(address string) {
	s.HostIP, s.HostIPs = nodeAddress, []corev1.HostIP{{IP: nodeAddress}}
	s.PodIP, s.PodIPs = address, []corev1.PodIP{{IP: address}}
	if s.StartTime == nil {
		s.StartTime = &s.now
	}
}

// become is the state of a pod whose containers were started, or could not be.
func (s status) become(outcome string) {
	s.Reason, s.Message, s.ObservedGeneration = "", "", s.pod.Generation
	switch outcome {
	case Running, Succeeded, Failed:
		s.Phase = corev1.PodRunning
		s.containers(true, s.running())
	case CrashLoopBackOff:
		s.Phase = corev1.PodRunning
		s.containers(false, waiting(CrashLoopBackOff, "back-off restarting failed container"))
		for i := range s.ContainerStatuses {
			s.ContainerStatuses[i].RestartCount = crashes
			s.ContainerStatuses[i].LastTerminationState = s.terminated(exitFailed, "Error", *s.StartTime)
		}
	case ImagePullBackOff:
		s.Phase = corev1.PodPending
		s.containers(false, waiting(ImagePullBackOff, "Back-off pulling image"))
	default:
		s.Phase = corev1.PodPending
		s.Reason = "UnknownSimulation"
		s.Message = fmt.Sprintf("the annotation %s: %q is none of %s, %s, %s, %s, %s, %s", Annotation, outcome,
			Running, Succeeded, Failed, CrashLoopBackOff, ImagePullBackOff, Unschedulable)
		s.containers(false, waiting("UnknownSimulation", s.Message))
	}
}

// end is the state of a pod whose containers have ended by themselves.
func (s status) end(phase corev1.PodPhase) {
	if phase == corev1.PodSucceeded {
		s.over(phase, s.terminated(0, "Completed", s.now), "PodCompleted")
		return
	}
	s.over(phase, s.terminated(exitFailed, "Error", s.now), "PodFailed")
}

// terminate is the end of a pod that was deleted.
func (s status) terminate() {
	s.over(corev1.PodFailed, s.terminated(exitTerminated, "Error", s.now), "PodFailed")
}

func (s status) over(phase corev1.PodPhase, state corev1.ContainerState, reason string) {
	s.Phase = phase
	s.containers(false, state)
	s.condition(corev1.ContainersReady, false, reason)
	s.condition(corev1.PodReady, false, reason)
}

func (s status) running() corev1.ContainerState {
	return corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: *s.StartTime}}
}

func waiting(reason, message string) corev1.ContainerState {
	return corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: reason, Message: message}}
}

func (s status) terminated(exitCode int32, reason string, at metav1.Time) corev1.ContainerState {
	return corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
		ExitCode: exitCode, Reason: reason, StartedAt: *s.StartTime, FinishedAt: at,
	}}
}

// containers has all of the pod in one state; those that initialise it are done, unless they go on beside the others.
func (s status) containers(ready bool, state corev1.ContainerState) {
	s.InitContainerStatuses, s.ContainerStatuses = nil, nil
	for _, container := range s.pod.Spec.InitContainers {
		of := s.terminated(0, "Completed", *s.StartTime)
		if podutil.IsRestartableInitContainer(&container) {
			of = state
		}
		s.InitContainerStatuses = append(s.InitContainerStatuses, containerStatus(container, of, of.Waiting == nil))
	}
	for _, container := range s.pod.Spec.Containers {
		s.ContainerStatuses = append(s.ContainerStatuses, containerStatus(container, state, ready))
	}
	s.condition(corev1.PodReadyToStartContainers, true, "")
	s.condition(corev1.PodInitialized, true, "")
	s.condition(corev1.ContainersReady, ready, "ContainersNotReady")
	s.condition(corev1.PodReady, ready && s.passesGates(), "ContainersNotReady")
}

func containerStatus(container corev1.Container, state corev1.ContainerState, ready bool) corev1.ContainerStatus {
	started := state.Running != nil
	status := corev1.ContainerStatus{Name: container.Name, Image: container.Image, State: state, Ready: ready, Started: &started}
	if state.Waiting == nil {
		status.ImageID = "simulated://" + container.Image
		status.ContainerID = "simulated://" + container.Name
	}
	return status
}

// passesGates tells whether all conditions are true that others must set before the pod counts as ready.
func (s status) passesGates() bool {
	return !slices.ContainsFunc(s.pod.Spec.ReadinessGates, func(gate corev1.PodReadinessGate) bool {
		_, set := podutil.GetPodCondition(s.PodStatus, gate.ConditionType)
		return set == nil || set.Status != corev1.ConditionTrue
	})
}

func (s status) condition(kind corev1.PodConditionType, holds bool, reason string) {
	condition := corev1.PodCondition{Type: kind, Status: corev1.ConditionTrue, ObservedGeneration: s.pod.Generation}
	if !holds {
		condition.Status, condition.Reason = corev1.ConditionFalse, reason
	}
	podutil.UpdatePodCondition(s.PodStatus, &condition)
}

// Annotation of a pod says what is to become of it.
const Annotation = "kubeuser.dev/simulate"

// The values of the annotation.
const (
	Running          = "Running"
	Succeeded        = "Succeeded"
	Failed           = "Failed"
	CrashLoopBackOff = "CrashLoopBackOff"
	ImagePullBackOff = "ImagePullBackOff"
	Unschedulable    = "Unschedulable"
)

// outcome is what becomes of a pod: what its annotation says, or else that it runs for ever if it is to be restarted whenever it
// ends, and ends well if it is not.
func outcome(pod *corev1.Pod) string {
	asked, annotated := pod.Annotations[Annotation]
	always := pod.Spec.RestartPolicy == corev1.RestartPolicyAlways
	switch {
	case !annotated && always:
		return Running
	case !annotated:
		return Succeeded
	case always && (asked == Failed || asked == Succeeded):
		// Its containers are started again and again, so it never ends.
		return CrashLoopBackOff
	}
	return asked
}

// ends tells whether a pod with that outcome runs for a while first.
func ends(outcome string) bool {
	return outcome == Succeeded || outcome == Failed
}
