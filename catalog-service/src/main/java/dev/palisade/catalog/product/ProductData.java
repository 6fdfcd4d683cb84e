package dev.palisade.catalog.product;

import dev.palisade.platform.money.Money;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;

/**
 * What a merchandiser says of a product.
 *
 * @param sku the shop's own number of it, which never changes
 * @param name what it is called
 * @param description what it is
 * @param category the shelf it stands on: words of small letters, joined by hyphens
 * @param price what one of it costs, in the shop's currency
 * @param stock how many there are
 */
record ProductData(
        @NotNull Sku sku,

        @NotBlank @Size(max = 120) @Pattern(regexp = Search.TEXT, message = "must be plain text")
        String name,

        @NotNull @Size(max = 1000) @Pattern(regexp = Search.TEXT, message = "must be plain text")
        String description,

        @NotNull @Size(max = 40) @Pattern(regexp = "[a-z]+(-[a-z]+)*", message = "must be words of small letters")
        String category,

        @NotNull @Positive Money price,
        @NotNull @PositiveOrZero @Max(1_000_000) Integer stock) {}
