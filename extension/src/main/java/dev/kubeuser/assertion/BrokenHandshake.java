package dev.kubeuser.assertion;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.review.AccessReviewException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;

/**
 * Tells a TLS handshake that the server broke off, because of the client's certificate, from a server that is not there.
 * It may show as an alert of TLS, as a closed connection or as a broken pipe, for in TLS 1.3 the client has finished by
 * then; so the server is asked once more, without a certificate.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8446#section-4.4">RFC 8446, Authentication Messages</a>
 */
final class BrokenHandshake {

    private BrokenHandshake() {}

    static boolean isBehind(AccessReviewException noAnswer, Cluster cluster) {
        return noAnswer.transportFailure()
                .filter(failure -> !(failure instanceof InterruptedIOException))
                .filter(failure -> answersOthers(cluster))
                .isPresent();
    }

    private static boolean answersOthers(Cluster cluster) {
        try (KubeAccess nobody = KubeAccess.anonymous(cluster)) {
            nobody.get("/version");
            return true;
        } catch (UncheckedIOException noAnswer) {
            return false;
        }
    }
}
