package dev.palisade.platform.money;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;

/** Lets {@link Positive} stand on an amount of money; as usual, {@code null} is for another constraint to refuse. */
public final class PositiveMoney implements ConstraintValidator<Positive, Money> {

    @Override
    public boolean isValid(@Nullable Money value, ConstraintValidatorContext context) {
        return value == null || value.isPositive();
    }
}
