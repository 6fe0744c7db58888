// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.request;

import org.apiguardian.api.API;

/**
 * Rules that allow more combinations of verb, API group, resource and name than memory holds. The number is the product
 * of all four, so a file of some kilobytes can have it.
 */
@API(status = API.Status.INTERNAL)
final class TooManyCombinationsException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    TooManyCombinationsException(int most) {
        super("The rules of one subject or role allow more than " + most + " different combinations of verb, API group,"
                + " resource and name, too many to compare. A rule that lists many of each does so: split its role, or"
                + " leave the file out of what is looked at");
    }
}
