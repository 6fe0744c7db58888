package dev.kubeuser.coverage.internal.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who writes the status of a PodCertificateRequest signs for its signer, as {@code StatusStrategy} of Kubernetes asks. */
@RunsOnce
class PodCertificateSignerTest {

    @Test
    void writing_the_status_needs_sign() {
        RequestRecord record = new RequestRecord(
                new Observations(),
                null,
                UserInfo.user("signer"),
                ResourceAttributes.of("update", "certificates.k8s.io", "podcertificaterequests")
                        .subresource("status")
                        .in("dev")
                        .named("web"),
                true,
                new RequestOutcome(
                        200,
                        JsonParser.parseString("{\"spec\": {\"signerName\": \"example.com/one\"}}")
                                .getAsJsonObject(),
                        null,
                        ""));
        ResourceAttributes any = ResourceAttributes.of("sign", "certificates.k8s.io", "signers");
        assertThat(new SecondChecks(ServerFeature.all()).of(record, Set.of()))
                .singleElement()
                .extracting(SecondCheck::ways)
                .isEqualTo(List.of(List.of(any.named("example.com/one")), List.of(any.named("example.com/*"))));
    }
}
