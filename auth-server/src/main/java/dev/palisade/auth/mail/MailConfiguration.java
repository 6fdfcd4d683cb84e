package dev.palisade.auth.mail;

import dev.palisade.auth.AuthProperties;
import dev.palisade.platform.fields.FieldCipher;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mail.javamail.JavaMailSender;
import tools.jackson.databind.json.JsonMapper;

/** By SMTP where {@code spring.mail.host} is set; into the local mailbox where that is asked for; else there is no mail. */
@Configuration(proxyBeanMethods = false)
class MailConfiguration {

    @Bean
    @ConditionalOnProperty("spring.mail.host")
    Mailbox smtp(JavaMailSender sender, @Value("${palisade.auth.mail-from}") String from) {
        return new SmtpMailbox(sender, from);
    }

    /**
     * @throws LocalMailboxException when the issuer is not this machine: anybody can read that page
     */
    @Bean
    @ConditionalOnProperty(name = "palisade.auth.mailbox", havingValue = "page")
    @ConditionalOnMissingBean(Mailbox.class)
    LocalMailbox localMailbox(JdbcClient jdbc, FieldCipher cipher, JsonMapper json, AuthProperties.Platform platform) {
        if (!platform.issuer().getHost().equals("localhost")) {
            throw new LocalMailboxException(platform.issuer());
        }
        return new LocalMailbox(jdbc, cipher, json);
    }
}
