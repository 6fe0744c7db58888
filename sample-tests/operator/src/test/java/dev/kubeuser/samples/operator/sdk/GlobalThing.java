// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator.sdk;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** A custom resource outside of namespaces. */
@Group("sdk.kubeuser.dev")
@Version("v1")
public class GlobalThing extends CustomResource<Thing.Spec, Thing.Status> {}
