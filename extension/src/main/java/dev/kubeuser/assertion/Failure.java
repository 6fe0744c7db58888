package dev.kubeuser.assertion;

import org.assertj.core.description.Description;
import org.assertj.core.error.DescriptionFormatter;
import org.assertj.core.error.ErrorMessageFactory;
import org.assertj.core.presentation.Representation;
import org.assertj.core.presentation.StandardRepresentation;

/** Words why an assertion failed, and decides nothing. */
interface Failure extends ErrorMessageFactory {

    /** The lines, without the description that a test gave. */
    String text();

    @Override
    default String create(Description description, Representation representation) {
        return DescriptionFormatter.instance().format(description) + System.lineSeparator() + text();
    }

    @Override
    default String create(Description description) {
        return create(description, StandardRepresentation.STANDARD_REPRESENTATION);
    }

    @Override
    default String create() {
        return text();
    }
}
