/*
Copyright 2026.

Licensed under the Apache License, Version 2.0 (the "License");
you may not use this file except in compliance with the License.
You may obtain a copy of the License at

    http://www.apache.org/licenses/LICENSE-2.0

Unless required by applicable law or agreed to in writing, software
distributed under the License is distributed on an "AS IS" BASIS,
WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
See the License for the specific language governing permissions and
limitations under the License.
*/

package controller

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/types"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	pagesv1 "example.com/webpages/api/v1"
)

var _ = Describe("WebPage Controller", func() {
	Context("When reconciling a resource", func() {
		const (
			resourceName      = "test-resource"
			resourceNamespace = "default"
		)

		ctx := context.Background()

		typeNamespacedName := types.NamespacedName{
			Name:      resourceName,
			Namespace: resourceNamespace,
		}
		webpage := &pagesv1.WebPage{}

		html := func() (string, error) {
			served := &corev1.ConfigMap{}
			err := k8sClient.Get(ctx, types.NamespacedName{Name: resourceName + "-html", Namespace: resourceNamespace}, served)
			return served.Data["index.html"], err
		}

		BeforeEach(func() {
			By("creating the custom resource for the Kind WebPage")
			err := k8sClient.Get(ctx, typeNamespacedName, webpage)
			if err != nil && errors.IsNotFound(err) {
				resource := &pagesv1.WebPage{
					ObjectMeta: metav1.ObjectMeta{
						Name:      resourceName,
						Namespace: resourceNamespace,
					},
					Spec: pagesv1.WebPageSpec{HTML: "<p>Hello</p>"},
				}
				Expect(k8sClient.Create(ctx, resource)).To(Succeed())
			}
		})

		AfterEach(func() {
			resource := &pagesv1.WebPage{}
			err := k8sClient.Get(ctx, typeNamespacedName, resource)
			Expect(err).NotTo(HaveOccurred())

			By("Cleanup the specific resource instance WebPage")
			Expect(k8sClient.Delete(ctx, resource)).To(Succeed())

			By("Waiting until the page is withdrawn")
			Eventually(func() bool {
				return errors.IsNotFound(k8sClient.Get(ctx, typeNamespacedName, resource))
			}).Should(BeTrue())
			_, err = html()
			Expect(errors.IsNotFound(err)).To(BeTrue())
		})
		It("should successfully reconcile the resource", func() {
			By("Serving the page")
			Eventually(html).Should(Equal("<p>Hello</p>"))

			By("Telling that it is available")
			Eventually(func(g Gomega) {
				g.Expect(k8sClient.Get(ctx, typeNamespacedName, webpage)).To(Succeed())
				g.Expect(meta.IsStatusConditionTrue(webpage.Status.Conditions, "Available")).To(BeTrue())
			}).Should(Succeed())

			By("Serving what it is changed to")
			webpage.Spec.HTML = "<p>Good bye</p>"
			Expect(k8sClient.Update(ctx, webpage)).To(Succeed())
			Eventually(html).Should(Equal("<p>Good bye</p>"))
		})
	})
})
