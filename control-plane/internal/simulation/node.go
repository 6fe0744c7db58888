package simulation

import (
	"context"
	"fmt"
	"runtime"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/component-base/version"
)

const (
	// NodeName is the name of the node that does not exist.
	NodeName = "kubeuser-simulated"

	// leasePeriod and leaseSeconds are a kubelet's.
	leasePeriod  = 10 * time.Second
	leaseSeconds = 40
)

// CreateNode makes a node that is ready, says that it is not real, and has room for everything.
func (s *Simulation) CreateNode(ctx context.Context) error {
	nodes := s.client.CoreV1().Nodes()
	if _, err := nodes.Create(ctx, node(metav1.Now()), metav1.CreateOptions{}); err != nil {
		return fmt.Errorf("unable to create the simulated node: %w", err)
	}
	// Admission marks each new node as not ready.
	untaint := []byte(`{"spec":{"taints":null}}`)
	if _, err := nodes.Patch(ctx, NodeName, types.MergePatchType, untaint, metav1.PatchOptions{}); err != nil {
		return fmt.Errorf("unable to make the simulated node ready: %w", err)
	}
	return nil
}

func node(now metav1.Time) *corev1.Node {
	capacity := corev1.ResourceList{
		corev1.ResourceCPU:              resource.MustParse("1000"),
		corev1.ResourceMemory:           resource.MustParse("1Ti"),
		corev1.ResourceEphemeralStorage: resource.MustParse("1Ti"),
		corev1.ResourcePods:             resource.MustParse("10000"),
	}
	return &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{
			Name: NodeName,
			Labels: map[string]string{
				corev1.LabelHostname: NodeName, corev1.LabelOSStable: "linux", corev1.LabelArchStable: runtime.GOARCH,
				corev1.LabelInstanceTypeStable: "simulated",
			},
		},
		Status: corev1.NodeStatus{
			Capacity: capacity, Allocatable: capacity,
			Addresses:  []corev1.NodeAddress{{Type: corev1.NodeInternalIP, Address: nodeAddress}, {Type: corev1.NodeHostName, Address: NodeName}},
			Conditions: conditions(now),
			NodeInfo: corev1.NodeSystemInfo{
				OperatingSystem: "linux", Architecture: runtime.GOARCH, KubeletVersion: version.Get().GitVersion,
				ContainerRuntimeVersion: "simulated://", OSImage: "simulated",
			},
		},
	}
}

func conditions(now metav1.Time) []corev1.NodeCondition {
	conditions := []corev1.NodeCondition{{
		Type: corev1.NodeReady, Status: corev1.ConditionTrue, Reason: "Simulated", Message: Notice,
	}}
	for _, pressure := range []corev1.NodeConditionType{corev1.NodeMemoryPressure, corev1.NodeDiskPressure, corev1.NodePIDPressure} {
		conditions = append(conditions, corev1.NodeCondition{Type: pressure, Status: corev1.ConditionFalse, Reason: "Simulated"})
	}
	for i := range conditions {
		conditions[i].LastHeartbeatTime, conditions[i].LastTransitionTime = now, now
	}
	return conditions
}
