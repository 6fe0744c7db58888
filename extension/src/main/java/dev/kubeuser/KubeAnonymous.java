package dev.kubeuser;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Asks in a parameter or field for access without any credential: {@code system:anonymous}, if the cluster lets anonymous
 * requests through at all, which {@link KubeCluster#anonymousAuth()} says. The server is verified all the same.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests">Anonymous
 *     requests</a>
 */
@Target({ElementType.PARAMETER, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(KubeUserExtension.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public @interface KubeAnonymous {}
