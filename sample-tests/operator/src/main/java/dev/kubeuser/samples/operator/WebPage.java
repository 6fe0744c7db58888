// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** A page that is served: the custom resource of the chart's {@code crds/}. */
@Group("samples.kubeuser.dev")
@Version("v1")
public class WebPage extends CustomResource<WebPageSpec, WebPageStatus> implements Namespaced {}
