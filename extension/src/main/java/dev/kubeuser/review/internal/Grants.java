package dev.kubeuser.review.internal;

import dev.kubeuser.rbac.RequestAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All the ways by which a user may do something, found out when first asked for, and narrowed down by assertions. */
public final class Grants {

    private final AccessReviewer reviewer;
    private final ReviewAnswer answer;
    private @Nullable List<Granted> ways;

    public Grants(AccessReviewer reviewer, ReviewAnswer answer) {
        this.reviewer = reviewer;
        this.answer = answer;
    }

    private Grants(AccessReviewer reviewer, ReviewAnswer answer, List<Granted> ways) {
        this(reviewer, answer);
        this.ways = ways;
    }

    public ReviewAnswer answer() {
        return answer;
    }

    /** The policy knows all of them; the server names one, and is right should they differ. */
    public List<Granted> ways() {
        List<Granted> known = ways;
        if (known == null) {
            known = answer.isAllowed() ? find() : List.of();
            ways = known;
        }
        return known;
    }

    private List<Granted> find() {
        RequestAttributes question = answer.query().attributes();
        List<Granted> found = new ArrayList<>(reviewer.policy().decide(reviewer.userInfo(), question).grants().stream()
                .map(Granted::of)
                .distinct()
                .toList());
        ServerReason.of(answer)
                .granted()
                .filter(named -> found.stream().noneMatch(way -> way.includes(named)))
                .ifPresent(found::add);
        return List.copyOf(found);
    }

    public Grants only(Predicate<Granted> demanded) {
        return new Grants(reviewer, answer, ways().stream().filter(demanded).toList());
    }

    public boolean isEmpty() {
        return ways().isEmpty();
    }
}
