package dev.kubeuser.review.internal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;

/**
 * A protocol buffer, by field number; empty fields are left out, as usual. The generated classes of client-java would
 * warn in the log of every user's tests that they are too old for the runtime.
 *
 * @param fields all fields
 */
record ProtoMessage(UnknownFieldSet fields) {

    static ProtoMessage empty() {
        return new ProtoMessage(UnknownFieldSet.getDefaultInstance());
    }

    static ProtoMessage parse(ByteString encoded) throws InvalidProtocolBufferException {
        return new ProtoMessage(UnknownFieldSet.parseFrom(encoded));
    }

    ProtoMessage with(int number, String text) {
        return text.isEmpty() ? this : with(number, ByteString.copyFromUtf8(text));
    }

    ProtoMessage with(int number, Iterable<String> texts) {
        ProtoMessage all = this;
        for (String text : texts) {
            all = all.with(number, text);
        }
        return all;
    }

    ProtoMessage with(int number, ProtoMessage message) {
        return with(number, message.encoded());
    }

    ProtoMessage with(int number, ByteString value) {
        Field field = Field.newBuilder().addLengthDelimited(value).build();
        return new ProtoMessage(fields.toBuilder().mergeField(number, field).build());
    }

    ByteString encoded() {
        return fields.toByteString();
    }

    /** Empty if there is none. */
    ByteString bytes(int number) {
        return fields.getField(number).getLengthDelimitedList().stream()
                .reduce((first, last) -> last)
                .orElse(ByteString.EMPTY);
    }

    String text(int number) {
        return bytes(number).toStringUtf8();
    }

    /** Zero if there is none. */
    long number(int number) {
        return fields.getField(number).getVarintList().stream()
                .reduce((first, last) -> last)
                .orElse(0L);
    }
}
