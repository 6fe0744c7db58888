package dev.kubeuser;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Makes a test of each line of a table that says who can do what, and who cannot. The test is done before the method is
 * entered: its body may be empty, or go on from there.
 *
 * <pre>{@code
 * @KubeUser(value = "alice", groups = "developers")
 * class PolicyTest {
 *     @AccessTable("access.csv")
 *     void access_is_as_written() {}
 * }
 * }</pre>
 *
 * <p>The table has a header and the columns {@code subject}, {@code verb}, {@code resource}, {@code namespace},
 * {@code allowed}, and perhaps {@code name}, in any order. Empty lines and those that begin with {@code #} are passed
 * over.
 *
 * <pre>{@code
 * subject,                   verb,   resource,   namespace, allowed
 * alice,                     list,   pods,       dev,       yes
 * group:auditors,            get,    pods/log,   *,         yes
 * serviceaccount:ci/deployer,delete, nodes,      ,          no
 * user:bob,                  get,    /metrics,   ,          no
 * }</pre>
 *
 * <p>A subject is the name of a declared {@link KubeUser}, who is asked about with the user's own credential; or
 * {@code user:NAME}, {@code group:NAME} or {@code serviceaccount:NAMESPACE/NAME}, whom the administrator asks about unless
 * there is a declared {@link KubeServiceAccount} of that name. The namespace is empty for a resource without one, and
 * {@code *} for all of them at once; <code>${kubeuser.namespace}</code> stands for a {@link KubeNamespace} of the class, as
 * in manifests. Verbs and resources are those of {@link dev.kubeuser.review.AccessQuery}: what
 * the server does not know fails, whether it should be allowed or not.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180, the format of CSV files</a>
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(KubeUserExtension.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public @interface AccessTable {

    /**
     * Where the table is: a resource beside the test class, or from the root of the class path if it begins with a slash.
     *
     * @return the name of the resource, for example {@code access.csv}
     */
    String value();
}
