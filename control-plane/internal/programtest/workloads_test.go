//go:build unix

package programtest

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/remotecommand"
)

const simulate = "kubeuser.dev/simulate"

// TestWorkloads has one control plane for all checks, each in a namespace of its own that has to go with its pods.
func TestWorkloads(t *testing.T) {
	t.Parallel()
	c := start(t, "--workloads", "simulated", "--workloads-ready-after", "50ms")
	for name, check := range map[string]func(*testing.T, string){
		"node":         c.checkNode,
		"deployments":  c.checkDeployments,
		"outcomes":     c.checkOutcomes,
		"stateful":     c.checkStateful,
		"daemons":      c.checkDaemons,
		"endpoints":    c.checkEndpoints,
		"jobs-end":     c.checkJobsEnd,
		"nothing-runs": c.checkNothingRuns,
	} {
		t.Run(name, func(t *testing.T) {
			check(t, c.namespace(t, name))
			c.endNamespace(t, name)
		})
	}
	t.Run("nothing recorded", c.checkNothingRecorded)
	if log := c.program.Stderr.String(); !strings.Contains(log, "nothing runs in them") {
		t.Errorf("the log does not say that workloads are simulated:\n%s", log)
	}
}

func TestWorkloadsCanBeSimulatedOnly(t *testing.T) {
	t.Parallel()
	p := launch(t, "--workloads", "real")
	if m := p.line(t); m.Part != "options" || !strings.Contains(m.Message, `unable to use --workloads "real"`) {
		t.Errorf("message is %+v", m)
	}
}

func (c *cluster) checkNode(t *testing.T, _ string) {
	nodes, err := c.client.CoreV1().Nodes().List(t.Context(), metav1.ListOptions{})
	if err != nil || len(nodes.Items) != 1 || len(nodes.Items[0].Spec.Taints) > 0 {
		t.Fatalf("nodes are %+v, %v", nodes, err)
	}
	ready := slices.IndexFunc(nodes.Items[0].Status.Conditions, func(c corev1.NodeCondition) bool {
		return c.Type == corev1.NodeReady && c.Status == corev1.ConditionTrue && strings.Contains(c.Message, "does not exist")
	})
	if ready < 0 {
		t.Errorf("the node is not ready, or does not say what it is: %+v", nodes.Items[0].Status)
	}
	eventually(t, "a lease of the node", func() bool {
		lease, err := c.client.CoordinationV1().Leases(corev1.NamespaceNodeLease).Get(t.Context(), nodes.Items[0].Name, metav1.GetOptions{})
		return err == nil && lease.Spec.RenewTime != nil
	})
}

func selector() *metav1.LabelSelector {
	return &metav1.LabelSelector{MatchLabels: map[string]string{"app": "it"}}
}

func (c *cluster) checkDeployments(t *testing.T, namespace string) {
	deployments := c.client.AppsV1().Deployments(namespace)
	replicas := int32(3)
	_, err := deployments.Create(t.Context(), &appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{Name: "it"}, Spec: appsv1.DeploymentSpec{
		Replicas: &replicas, Selector: selector(), Template: podTemplate(corev1.RestartPolicyAlways, nil),
	}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	available := func(count int32) func() bool {
		return func() bool {
			d, err := deployments.Get(t.Context(), "it", metav1.GetOptions{})
			return err == nil && d.Status.ObservedGeneration == d.Generation && d.Status.AvailableReplicas == count && d.Status.Replicas == count
		}
	}
	eventually(t, "a deployment that is available", available(3))
	scale := []byte(`{"spec":{"replicas":1}}`)
	if _, err := deployments.Patch(t.Context(), "it", types.MergePatchType, scale, metav1.PatchOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a deployment that is smaller", available(1))
	eventually(t, "the end of its other pods", func() bool { return len(c.pods(t, namespace)) == 1 })
}

func (c *cluster) pods(t *testing.T, namespace string) []corev1.Pod {
	t.Helper()
	list, err := c.client.CoreV1().Pods(namespace).List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return list.Items
}

func (c *cluster) checkOutcomes(t *testing.T, namespace string) {
	pods := c.client.CoreV1().Pods(namespace)
	for _, test := range []struct {
		name, asked string
		restart     corev1.RestartPolicy
		phase       corev1.PodPhase
		waiting     string
	}{
		{"runs", "", corev1.RestartPolicyAlways, corev1.PodRunning, ""},
		{"ends", "", corev1.RestartPolicyNever, corev1.PodSucceeded, ""},
		{"runs-on", "Running", corev1.RestartPolicyNever, corev1.PodRunning, ""},
		{"fails", "Failed", corev1.RestartPolicyOnFailure, corev1.PodFailed, ""},
		{"fails-again", "Failed", corev1.RestartPolicyAlways, corev1.PodRunning, "CrashLoopBackOff"},
		{"crashes", "CrashLoopBackOff", corev1.RestartPolicyAlways, corev1.PodRunning, "CrashLoopBackOff"},
		{"has-no-image", "ImagePullBackOff", corev1.RestartPolicyAlways, corev1.PodPending, "ImagePullBackOff"},
		{"mistyped", "Fialed", corev1.RestartPolicyAlways, corev1.PodPending, "UnknownSimulation"},
	} {
		pod := podTemplate(test.restart, nil)
		if test.asked != "" {
			pod.Annotations = map[string]string{simulate: test.asked}
		}
		pod.Name = test.name
		if _, err := pods.Create(t.Context(), &corev1.Pod{ObjectMeta: pod.ObjectMeta, Spec: pod.Spec}, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
		eventually(t, "pod "+test.name+" is "+string(test.phase), func() bool {
			seen, err := pods.Get(t.Context(), test.name, metav1.GetOptions{})
			if err != nil || seen.Status.Phase != test.phase || len(seen.Status.ContainerStatuses) != 1 {
				return false
			}
			container := seen.Status.ContainerStatuses[0]
			if test.waiting == "" {
				return container.Ready == (test.phase == corev1.PodRunning) && seen.Status.PodIP != ""
			}
			return !container.Ready && container.State.Waiting != nil && container.State.Waiting.Reason == test.waiting
		})
	}
	c.checkChangedOutcome(t, namespace, "runs")
	c.checkUnschedulable(t, namespace)
}

// checkChangedOutcome lets a pod fail that was ready.
func (c *cluster) checkChangedOutcome(t *testing.T, namespace, name string) {
	pods := c.client.CoreV1().Pods(namespace)
	fail := []byte(`{"metadata":{"annotations":{"` + simulate + `":"CrashLoopBackOff"}}}`)
	if _, err := pods.Patch(t.Context(), name, types.MergePatchType, fail, metav1.PatchOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a pod that is not ready any more", func() bool {
		seen, err := pods.Get(t.Context(), name, metav1.GetOptions{})
		return err == nil && !seen.Status.ContainerStatuses[0].Ready
	})
}

func (c *cluster) checkUnschedulable(t *testing.T, namespace string) {
	pods := c.client.CoreV1().Pods(namespace)
	pod := podTemplate(corev1.RestartPolicyAlways, map[string]string{simulate: "Unschedulable"})
	pod.Name = "unschedulable"
	if _, err := pods.Create(t.Context(), &corev1.Pod{ObjectMeta: pod.ObjectMeta, Spec: pod.Spec}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a pod that cannot be scheduled", func() bool {
		seen, err := pods.Get(t.Context(), "unschedulable", metav1.GetOptions{})
		return err == nil && seen.Spec.NodeName == "" && slices.ContainsFunc(seen.Status.Conditions, func(c corev1.PodCondition) bool {
			return c.Type == corev1.PodScheduled && c.Reason == corev1.PodReasonUnschedulable
		})
	})
}

// checkStateful sees that each pod is ready before the next is made, and that none waits for its claim.
func (c *cluster) checkStateful(t *testing.T, namespace string) {
	replicas := int32(2)
	sets := c.client.AppsV1().StatefulSets(namespace)
	_, err := sets.Create(t.Context(), &appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{Name: "it"}, Spec: appsv1.StatefulSetSpec{
		Replicas: &replicas, Selector: selector(), Template: podTemplate(corev1.RestartPolicyAlways, nil), ServiceName: "it",
		VolumeClaimTemplates: []corev1.PersistentVolumeClaim{{ObjectMeta: metav1.ObjectMeta{Name: "data"}, Spec: corev1.PersistentVolumeClaimSpec{
			AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce},
			Resources:   corev1.VolumeResourceRequirements{Requests: corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("1Gi")}},
		}}},
	}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "a StatefulSet that is ready", func() bool {
		set, err := sets.Get(t.Context(), "it", metav1.GetOptions{})
		return err == nil && set.Status.ReadyReplicas == 2
	})
	pods := c.pods(t, namespace)
	slices.SortFunc(pods, func(a, b corev1.Pod) int { return strings.Compare(a.Name, b.Name) })
	if pods[0].Status.StartTime.After(pods[1].CreationTimestamp.Time) || pods[0].Name != "it-0" || pods[1].Name != "it-1" {
		t.Errorf("pods are %s, started at %s, and %s, made at %s", pods[0].Name, pods[0].Status.StartTime, pods[1].Name, pods[1].CreationTimestamp)
	}
}

func (c *cluster) checkDaemons(t *testing.T, namespace string) {
	sets := c.client.AppsV1().DaemonSets(namespace)
	_, err := sets.Create(t.Context(), &appsv1.DaemonSet{ObjectMeta: metav1.ObjectMeta{Name: "it"}, Spec: appsv1.DaemonSetSpec{
		Selector: selector(), Template: podTemplate(corev1.RestartPolicyAlways, nil),
	}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "a DaemonSet that is ready", func() bool {
		set, err := sets.Get(t.Context(), "it", metav1.GetOptions{})
		return err == nil && set.Status.DesiredNumberScheduled == 1 && set.Status.NumberReady == 1
	})
}

func (c *cluster) checkEndpoints(t *testing.T, namespace string) {
	template := podTemplate(corev1.RestartPolicyAlways, nil)
	pod := &corev1.Pod{ObjectMeta: template.ObjectMeta, Spec: template.Spec}
	pod.Name = "it"
	if _, err := c.client.CoreV1().Pods(namespace).Create(t.Context(), pod, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	_, err := c.client.CoreV1().Services(namespace).Create(t.Context(), &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: "it"}, Spec: corev1.ServiceSpec{Selector: selector().MatchLabels, Ports: []corev1.ServicePort{{Port: 80}}},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "an endpoint that is ready", func() bool {
		list, err := c.client.DiscoveryV1().EndpointSlices(namespace).List(t.Context(), metav1.ListOptions{LabelSelector: discoveryv1.LabelServiceName + "=it"})
		return err == nil && len(list.Items) == 1 && len(list.Items[0].Endpoints) == 1 && *list.Items[0].Endpoints[0].Conditions.Ready &&
			strings.HasPrefix(list.Items[0].Endpoints[0].Addresses[0], "192.0.2.")
	})
	eventually(t, "an address in Endpoints", func() bool {
		endpoints, err := c.client.CoreV1().Endpoints(namespace).Get(t.Context(), "it", metav1.GetOptions{}) //nolint:staticcheck // what some clients still read
		return err == nil && len(endpoints.Subsets) == 1 && len(endpoints.Subsets[0].Addresses) == 1
	})
}

func (c *cluster) checkJobsEnd(t *testing.T, namespace string) {
	never := int32(0)
	for name, annotations := range map[string]map[string]string{"good": nil, "bad": {simulate: "Failed"}} {
		job := &batchv1.Job{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: batchv1.JobSpec{
			BackoffLimit: &never, Template: podTemplate(corev1.RestartPolicyNever, annotations),
		}}
		if _, err := c.client.BatchV1().Jobs(namespace).Create(t.Context(), job, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	c.awaitJob(t, namespace, "good", batchv1.JobComplete)
	c.awaitJob(t, namespace, "bad", batchv1.JobFailed)
}

// checkNothingRuns asks for what only a process has, and is told so at once.
func (c *cluster) checkNothingRuns(t *testing.T, namespace string) {
	template := podTemplate(corev1.RestartPolicyAlways, nil)
	pod := &corev1.Pod{ObjectMeta: template.ObjectMeta, Spec: template.Spec}
	pod.Name = "it"
	pods := c.client.CoreV1().Pods(namespace)
	if _, err := pods.Create(t.Context(), pod, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a running pod", func() bool {
		seen, err := pods.Get(t.Context(), "it", metav1.GetOptions{})
		return err == nil && seen.Status.Phase == corev1.PodRunning
	})
	c.expectNothingRunsAt(t, "/api/v1/namespaces/"+namespace+"/pods/it/log")
	c.expectNothingRunsAt(t, "/api/v1/namespaces/"+namespace+"/pods/it/proxy/")
	exec := c.client.CoreV1().RESTClient().Post().Namespace(namespace).Resource("pods").Name("it").SubResource("exec").
		VersionedParams(&corev1.PodExecOptions{Command: []string{"true"}, Stdout: true}, scheme.ParameterCodec)
	executor, err := remotecommand.NewSPDYExecutor(c.config, "POST", exec.URL())
	if err != nil {
		t.Fatal(err)
	}
	err = executor.StreamWithContext(t.Context(), remotecommand.StreamOptions{Stdout: &output{}})
	if err == nil || !strings.Contains(err.Error(), nothingRuns) {
		t.Errorf("exec: %v", err)
	}
	if err := pods.Delete(t.Context(), "it", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the end of a pod that had 30 s to stop", func() bool {
		_, err := pods.Get(t.Context(), "it", metav1.GetOptions{})
		return apierrors.IsNotFound(err)
	})
}

const nothingRuns = "nothing runs in the pods of this cluster"

func (c *cluster) expectNothingRunsAt(t *testing.T, path string) {
	t.Helper()
	client, err := rest.HTTPClientFor(c.config)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Get(c.Server + path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode < http.StatusInternalServerError || !strings.Contains(string(body), nothingRuns) {
		t.Errorf("%s is %s: %s, %v", path, response.Status, body, err)
	}
}
