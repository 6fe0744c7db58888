package dev.kubeuser.assertion;

import dev.kubeuser.base.internal.DnsNames;
import dev.kubeuser.rbac.internal.Signer;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.AccessQueryException;
import dev.kubeuser.review.internal.AccessReviewer;
import dev.kubeuser.review.internal.ReviewAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether a user may approve or sign the requests of a signer. The API server checks twice. Authorization checks the
 * subresource that is written. Then admission checks the signer by its name and, if that is denied, its whole domain.
 *
 * @param what for example {@code approve CertificateSigningRequests of the signer "example.com/ci"}
 * @param subresource the answer to the first check
 * @param signer the answers to the second check: the one that allows it, or both that deny it
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization">Authorization
 *     of certificate signing requests</a>
 */
record SignerAccess(String what, ReviewAnswer subresource, List<ReviewAnswer> signer) implements CombinedAccess {

    private static final String REQUESTS = "certificatesigningrequests.certificates.k8s.io/";
    private static final String SIGNERS = "signers.certificates.k8s.io";

    /** Asks until the answer is as expected or the timeout has passed, and reports the last answers. */
    static SignerAccess toApprove(AccessReviewer reviewer, String signer, boolean expected, Duration timeout) {
        return ask(reviewer, "approve", "approval", signer, expected, timeout);
    }

    /** Asks until the answer is as expected or the timeout has passed, and reports the last answers. */
    static SignerAccess toSign(AccessReviewer reviewer, String signer, boolean expected, Duration timeout) {
        return ask(reviewer, "sign", "status", signer, expected, timeout);
    }

    private static SignerAccess ask(
            AccessReviewer reviewer,
            String verb,
            String subresource,
            String signer,
            boolean expected,
            Duration timeout) {
        requireName(signer);
        AccessQuery write = AccessQuery.update(REQUESTS + subresource);
        List<AccessQuery> bySigner = new Signer(signer)
                .resourceNames().stream()
                        .map(name -> AccessQuery.verb(verb, SIGNERS).named(name))
                        .toList();
        Stream.of(write, bySigner.get(0)).forEach(reviewer::require);
        String what = verb + " CertificateSigningRequests of the signer \"" + signer + "\"";
        return CombinedAccess.poll(
                reviewer,
                () -> new SignerAccess(what, reviewer.answer(write), signer(reviewer, bySigner)),
                expected,
                timeout);
    }

    /** A name that no signer can have would always be denied. */
    private static void requireName(String signer) {
        String[] parts = signer.split("/", -1);
        if (parts.length != 2
                || !DnsNames.isSubdomain(parts[0])
                || !parts[0].contains(".")
                || !DnsNames.isSubdomain(parts[1])) {
            throw new AccessQueryException("\"" + signer + "\" is not the name of a signer: write it as"
                    + " CertificateSigningRequests do, as in \"kubernetes.io/kube-apiserver-client\"");
        }
    }

    /** Asks until one is allowed, as admission does. */
    private static List<ReviewAnswer> signer(AccessReviewer reviewer, List<AccessQuery> queries) {
        List<ReviewAnswer> denied = new ArrayList<>();
        for (AccessQuery query : queries) {
            ReviewAnswer answer = reviewer.answer(query);
            if (answer.isAllowed()) {
                return List.of(answer);
            }
            denied.add(answer);
        }
        return denied;
    }

    @Override
    public boolean isAllowed() {
        return subresource.isAllowed() && signer.get(0).isAllowed();
    }

    @Override
    public Stream<ReviewAnswer> deciding() {
        return Stream.concat(Stream.of(subresource), signer.stream())
                .filter(answer -> answer.isAllowed() == isAllowed());
    }

    /** The same in brief: the answer for the name tells as much as that for the domain. */
    @Override
    public List<ReviewAnswer> because() {
        return Stream.of(subresource, signer.get(0))
                .filter(answer -> answer.isAllowed() == isAllowed())
                .toList();
    }
}
