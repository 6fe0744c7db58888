package dev.kubeuser.coverage;

import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.UserInfo;

/**
 * An assertion that would notice a mistake.
 *
 * @param user of whom
 * @param request on what
 * @param allowed whether the policy without the mistake allows it
 * @param source a Java statement with the methods of {@code KubeAssertions} and {@code AccessQuery}, for example
 *     {@code assertThat(alice).cannot(delete("pods").in("dev"));}
 */
public record Suggestion(UserInfo user, RequestAttributes request, boolean allowed, String source) {}
