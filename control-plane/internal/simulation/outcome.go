package simulation

import (
	corev1 "k8s.io/api/core/v1"
)

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
