// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator.sdk;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** A custom resource to try things with. */
@Group("sdk.kubeuser.dev")
@Version("v1")
public class Thing extends CustomResource<Thing.Spec, Thing.Status> implements Namespaced {

    /** What is wanted. */
    public static class Spec {

        private String value = "";
        private int count;

        public String getValue() {
            return value;
        }

        public void setValue(String value) {
            this.value = value;
        }

        public int getCount() {
            return count;
        }

        public void setCount(int count) {
            this.count = count;
        }
    }

    /** What a reconciler has seen. */
    public static class Status {

        private String value = "";

        public String getValue() {
            return value;
        }

        public void setValue(String value) {
            this.value = value;
        }
    }

    /** What is applied to patch the status of a thing, and nothing else. */
    Thing seen(String value) {
        Thing patch = new Thing();
        patch.getMetadata().setName(getMetadata().getName());
        patch.getMetadata().setNamespace(getMetadata().getNamespace());
        patch.setStatus(new Status());
        patch.getStatus().setValue(value);
        return patch;
    }
}
