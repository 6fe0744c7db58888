// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Lets the test serve the webhooks that its manifests and charts name: admission webhooks, and the conversion of custom
 * resources. If a webhook names a {@code service}, as in production, the API server calls this process instead. The
 * test gets a {@link dev.kubeuser.webhook.WebhookEndpoint} injected, with an address, a certificate and its key, and
 * starts its server there.
 *
 * <pre>{@code
 * @KubeWebhooks
 * @KubeManifests("deploy/webhooks.yaml")
 * class WebhooksTest {
 *     @BeforeAll
 *     static void start(WebhookEndpoint webhooks) {}
 * }
 * }</pre>
 *
 * <p>Applies to a class and its nested classes, on embedded clusters, and on k3s if the container engine runs on the
 * same Linux machine. The API server calls a webhook for requests of all tests on the cluster. If other classes run at
 * the same time, give the class its own cluster by {@link KubeCluster#dedicated()}, or let the webhook select
 * namespaces or objects.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/">Dynamic
 *     Admission Control</a>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(KubeUserExtension.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public @interface KubeWebhooks {}
