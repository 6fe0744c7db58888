//go:build unix

package programtest

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
)

// garbageLimit is half of what upstream's collector takes to hear of a new kind, and many times what this one does.
const garbageLimit = 15 * time.Second

// TestControllers has one control plane for all checks, each in a namespace of its own.
func TestControllers(t *testing.T) {
	t.Parallel()
	c := start(t)
	for name, check := range map[string]func(*testing.T){
		"quota":             c.checkQuota,
		"claims":            c.checkClaims,
		"volumes":           c.checkVolumes,
		"jobs":              c.checkJobs,
		"cron jobs":         c.checkCronJobs,
		"disruption":        c.checkDisruption,
		"new kinds":         c.checkNewKinds,
		"garbage of a kind": c.checkGarbageOfNewKind,
	} {
		t.Run(name, check)
	}
	t.Run("nothing recorded", c.checkNothingRecorded)
}

// TestKeptGarbage has the other controllers do their work meanwhile, those that begin with the first object of their kind among them.
func TestKeptGarbage(t *testing.T) {
	t.Parallel()
	c := start(t, "--keep-garbage")
	maps := c.client.CoreV1().ConfigMaps(c.namespace(t, "garbage"))
	owner, err := maps.Create(t.Context(), &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "owner"}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	owned := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{
		Name: "owned", OwnerReferences: []metav1.OwnerReference{{APIVersion: "v1", Kind: "ConfigMap", Name: owner.Name, UID: owner.UID}},
	}}
	if _, err := maps.Create(t.Context(), owned, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := maps.Delete(t.Context(), "owner", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	c.checkJobs(t)
	c.checkClaims(t)
	time.Sleep(time.Second)
	if _, err := maps.Get(t.Context(), "owned", metav1.GetOptions{}); err != nil {
		t.Errorf("the object of an owner that is gone: %v", err)
	}
	c.endNamespace(t, "garbage")
}

func (c *cluster) namespace(t *testing.T, name string) string {
	t.Helper()
	_, err := c.client.CoreV1().Namespaces().Create(t.Context(), &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the service account of a namespace", func() bool {
		_, err := c.client.CoreV1().ServiceAccounts(name).Get(t.Context(), "default", metav1.GetOptions{})
		return err == nil
	})
	return name
}

// endNamespace deletes a namespace and waits for its end.
func (c *cluster) endNamespace(t *testing.T, name string) {
	t.Helper()
	if err := c.client.CoreV1().Namespaces().Delete(t.Context(), name, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the end of namespace "+name, func() bool {
		_, err := c.client.CoreV1().Namespaces().Get(t.Context(), name, metav1.GetOptions{})
		return apierrors.IsNotFound(err)
	})
}

func (c *cluster) checkQuota(t *testing.T) {
	namespace := c.namespace(t, "quota")
	hard := corev1.ResourceList{"count/configmaps": resource.MustParse("2"), "pods": resource.MustParse("1")}
	quotas := c.client.CoreV1().ResourceQuotas(namespace)
	_, err := quotas.Create(t.Context(), &corev1.ResourceQuota{ObjectMeta: metav1.ObjectMeta{Name: "few"}, Spec: corev1.ResourceQuotaSpec{Hard: hard}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "a count of ConfigMaps", func() bool {
		quota, err := quotas.Get(t.Context(), "few", metav1.GetOptions{})
		used := quota.Status.Used["count/configmaps"]
		return err == nil && used.Value() == 1 // kube-root-ca.crt
	})
	maps := c.client.CoreV1().ConfigMaps(namespace)
	create := func(name string) error {
		_, err := maps.Create(t.Context(), &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}}, metav1.CreateOptions{})
		return err
	}
	var admitted []string
	// Admission may hear of the quota a moment after the controller has counted.
	eventually(t, "a ConfigMap too many", func() bool {
		name := fmt.Sprintf("more-%d", len(admitted))
		err := create(name)
		if err == nil {
			admitted = append(admitted, name)
			return false
		}
		if !apierrors.IsForbidden(err) || !strings.Contains(err.Error(), "exceeded quota: few") {
			t.Fatal(err)
		}
		return true
	})
	for _, name := range admitted {
		if err := maps.Delete(t.Context(), name, metav1.DeleteOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "room for another ConfigMap", func() bool { return create("another") == nil })
	c.endNamespace(t, namespace)
}

func (c *cluster) checkClaims(t *testing.T) {
	namespace := c.namespace(t, "claims")
	claim := &corev1.PersistentVolumeClaim{ObjectMeta: metav1.ObjectMeta{Name: "claim"}, Spec: corev1.PersistentVolumeClaimSpec{
		AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce},
		Resources:   corev1.VolumeResourceRequirements{Requests: corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("1Gi")}},
	}}
	created, err := c.client.CoreV1().PersistentVolumeClaims(namespace).Create(t.Context(), claim, metav1.CreateOptions{})
	if err != nil || len(created.Finalizers) == 0 {
		t.Fatalf("a claim has finalizers %q, %v", created.Finalizers, err)
	}
	c.endNamespace(t, namespace)
}

func (c *cluster) checkVolumes(t *testing.T) {
	volumes := c.client.CoreV1().PersistentVolumes()
	volume := &corev1.PersistentVolume{ObjectMeta: metav1.ObjectMeta{Name: "volume"}, Spec: corev1.PersistentVolumeSpec{
		AccessModes:            []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce},
		Capacity:               corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("1Gi")},
		PersistentVolumeSource: corev1.PersistentVolumeSource{HostPath: &corev1.HostPathVolumeSource{Path: "/none"}},
	}}
	created, err := volumes.Create(t.Context(), volume, metav1.CreateOptions{})
	if err != nil || len(created.Finalizers) == 0 {
		t.Fatalf("a volume has finalizers %q, %v", created.Finalizers, err)
	}
	if err := volumes.Delete(t.Context(), "volume", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the end of a volume", func() bool {
		_, err := volumes.Get(t.Context(), "volume", metav1.GetOptions{})
		return apierrors.IsNotFound(err)
	})
}

func podTemplate(restart corev1.RestartPolicy, annotations map[string]string) corev1.PodTemplateSpec {
	return corev1.PodTemplateSpec{
		ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": "it"}, Annotations: annotations},
		Spec:       corev1.PodSpec{RestartPolicy: restart, Containers: []corev1.Container{{Name: "it", Image: "example.test/it:1"}}},
	}
}

// checkJobs ends the pods itself: nobody runs them.
func (c *cluster) checkJobs(t *testing.T) {
	namespace := c.namespace(t, "jobs")
	job := &batchv1.Job{ObjectMeta: metav1.ObjectMeta{Name: "job"}, Spec: batchv1.JobSpec{Template: podTemplate(corev1.RestartPolicyNever, nil)}}
	if _, err := c.client.BatchV1().Jobs(namespace).Create(t.Context(), job, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	pods := c.client.CoreV1().Pods(namespace)
	eventually(t, "the end of a job's pod", func() bool {
		list, err := pods.List(t.Context(), metav1.ListOptions{})
		if err != nil || len(list.Items) == 0 {
			return false
		}
		list.Items[0].Status.Phase = corev1.PodSucceeded
		_, err = pods.UpdateStatus(t.Context(), &list.Items[0], metav1.UpdateOptions{})
		return err == nil
	})
	c.awaitJob(t, namespace, "job", batchv1.JobComplete)
	c.endNamespace(t, namespace)
}

func (c *cluster) awaitJob(t *testing.T, namespace, name string, condition batchv1.JobConditionType) {
	t.Helper()
	eventually(t, fmt.Sprintf("job %s is %s", name, condition), func() bool {
		job, err := c.client.BatchV1().Jobs(namespace).Get(t.Context(), name, metav1.GetOptions{})
		if err != nil {
			return false
		}
		for _, seen := range job.Status.Conditions {
			if seen.Type == condition && seen.Status == corev1.ConditionTrue {
				return true
			}
		}
		return false
	})
}

// checkCronJobs does not wait for the next full minute: a CronJob that missed one makes its job at once.
func (c *cluster) checkCronJobs(t *testing.T) {
	namespace := c.namespace(t, "cron-jobs")
	cronJobs := c.client.BatchV1().CronJobs(namespace)
	cron, err := cronJobs.Create(t.Context(), &batchv1.CronJob{ObjectMeta: metav1.ObjectMeta{Name: "cron"}, Spec: batchv1.CronJobSpec{
		Schedule:    "* * * * *",
		JobTemplate: batchv1.JobTemplateSpec{Spec: batchv1.JobSpec{Template: podTemplate(corev1.RestartPolicyNever, nil)}},
	}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	missed := metav1.NewTime(time.Now().Add(-5 * time.Minute))
	cron.Status.LastScheduleTime = &missed
	if _, err := cronJobs.UpdateStatus(t.Context(), cron, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a job of a CronJob", func() bool {
		seen, err := cronJobs.Get(t.Context(), "cron", metav1.GetOptions{})
		return err == nil && len(seen.Status.Active) == 1
	})
	c.endNamespace(t, namespace)
}

func (c *cluster) checkDisruption(t *testing.T) {
	namespace := c.namespace(t, "disruption")
	pods := c.client.CoreV1().Pods(namespace)
	pod, err := pods.Create(t.Context(), &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "pod", Labels: map[string]string{"app": "it"}}, Spec: podTemplate(corev1.RestartPolicyAlways, nil).Spec,
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	pod.Status.Phase = corev1.PodRunning
	pod.Status.Conditions = []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue}}
	if _, err := pods.UpdateStatus(t.Context(), pod, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	one := intstr.FromInt32(1)
	budgets := c.client.PolicyV1().PodDisruptionBudgets(namespace)
	_, err = budgets.Create(t.Context(), &policyv1.PodDisruptionBudget{ObjectMeta: metav1.ObjectMeta{Name: "budget"}, Spec: policyv1.PodDisruptionBudgetSpec{
		MinAvailable: &one, Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": "it"}},
	}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "a count of healthy pods", func() bool {
		budget, err := budgets.Get(t.Context(), "budget", metav1.GetOptions{})
		return err == nil && budget.Status.CurrentHealthy == 1 && budget.Status.DesiredHealthy == 1 && budget.Status.ObservedGeneration == budget.Generation
	})
	c.endNamespace(t, namespace)
}

var definitions = schema.GroupVersionResource{Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions"}

func (c *cluster) dynamic(t *testing.T) dynamic.Interface {
	t.Helper()
	client, err := dynamic.NewForConfig(c.config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// define adds a kind and returns as soon as it is said to be established.
func (c *cluster) define(t *testing.T, singular string) dynamic.ResourceInterface {
	t.Helper()
	plural, kind := singular+"s", strings.ToUpper(singular[:1])+singular[1:]
	object := map[string]any{
		"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
		"metadata": map[string]any{"name": plural + ".example.test"},
		"spec": map[string]any{
			"group": "example.test", "scope": "Namespaced",
			"names": map[string]any{"plural": plural, "singular": singular, "kind": kind},
			"versions": []any{map[string]any{
				"name": "v1", "served": true, "storage": true,
				"schema": map[string]any{"openAPIV3Schema": map[string]any{"type": "object", "x-kubernetes-preserve-unknown-fields": true}},
			}},
		},
	}
	client := c.dynamic(t)
	watch, err := client.Resource(definitions).Watch(t.Context(), metav1.ListOptions{FieldSelector: "metadata.name=" + plural + ".example.test"})
	if err != nil {
		t.Fatal(err)
	}
	defer watch.Stop()
	if _, err := client.Resource(definitions).Create(t.Context(), &unstructured.Unstructured{Object: object}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	for event := range watch.ResultChan() {
		if isEstablished(event.Object.(*unstructured.Unstructured)) {
			break
		}
	}
	return client.Resource(schema.GroupVersionResource{Group: "example.test", Version: "v1", Resource: plural}).Namespace("default")
}

func isEstablished(definition *unstructured.Unstructured) bool {
	conditions, _, _ := unstructured.NestedSlice(definition.Object, "status", "conditions")
	for _, condition := range conditions {
		c := condition.(map[string]any)
		if c["type"] == "Established" && c["status"] == "True" {
			return true
		}
	}
	return false
}

// checkNewKinds asks as informers do, whose first list is served from a cache that is not there yet. It asks without client-go,
// which repeats what is answered with 429.
func (c *cluster) checkNewKinds(t *testing.T) {
	client, err := rest.HTTPClientFor(c.config)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		singular := fmt.Sprintf("thing%c", 'a'+i)
		c.define(t, singular)
		for _, query := range []string{"resourceVersion=0", "watch=true&timeoutSeconds=1"} {
			response, err := client.Get(c.Server + "/apis/example.test/v1/" + singular + "s?" + query)
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			if response.StatusCode != http.StatusOK {
				t.Errorf("%s of %s is %s", query, singular, response.Status)
			}
		}
	}
}

func (c *cluster) checkGarbageOfNewKind(t *testing.T) {
	objects := c.define(t, "owned")
	owner, err := c.client.CoreV1().ConfigMaps("default").Create(t.Context(), &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "owner"}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	object := &unstructured.Unstructured{Object: map[string]any{"apiVersion": "example.test/v1", "kind": "Owned", "metadata": map[string]any{"name": "one"}}}
	object.SetOwnerReferences([]metav1.OwnerReference{{APIVersion: "v1", Kind: "ConfigMap", Name: owner.Name, UID: owner.UID}})
	if _, err := objects.Create(t.Context(), object, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := c.client.CoreV1().ConfigMaps("default").Delete(t.Context(), "owner", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	eventually(t, "the end of an object of a new kind", func() bool {
		_, err := objects.Get(t.Context(), "one", metav1.GetOptions{})
		return apierrors.IsNotFound(err)
	})
	if took := time.Since(began); took > garbageLimit {
		t.Errorf("the garbage collector took %s to hear of a new kind", took)
	} else {
		t.Logf("the garbage collector took %s to hear of a new kind", took)
	}
}

// checkNothingRecorded comes last: what controllers do is nobody's request.
func (c *cluster) checkNothingRecorded(t *testing.T) {
	content, err := os.ReadFile(c.AuditLog)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(content), "\n") {
		if line != "" && !strings.Contains(line, "system:serviceaccount") {
			t.Errorf("recorded: %.300s", line)
		}
	}
}
