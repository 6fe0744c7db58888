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

package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// WebPageSpec defines the desired state of WebPage
type WebPageSpec struct {
	// html is what the page shows
	// +kubebuilder:validation:MinLength=1
	HTML string `json:"html"`
}

// WebPageStatus defines the observed state of WebPage.
type WebPageStatus struct {
	// conditions represent the current state of the WebPage resource.
	// +listType=map
	// +listMapKey=type
	// +optional
	Conditions []metav1.Condition `json:"conditions,omitempty"`
}

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status

// WebPage is the Schema for the webpages API
type WebPage struct {
	metav1.TypeMeta `json:",inline"`

	// metadata is a standard object metadata
	// +optional
	metav1.ObjectMeta `json:"metadata,omitzero"`

	// spec defines the desired state of WebPage
	// +required
	Spec WebPageSpec `json:"spec"`

	// status defines the observed state of WebPage
	// +optional
	Status WebPageStatus `json:"status,omitzero"`
}

// +kubebuilder:object:root=true

// WebPageList contains a list of WebPage
type WebPageList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitzero"`
	Items           []WebPage `json:"items"`
}

func init() {
	SchemeBuilder.Register(func(s *runtime.Scheme) error {
		s.AddKnownTypes(SchemeGroupVersion, &WebPage{}, &WebPageList{})
		return nil
	})
}
