#include "site/routes.h"

#include "site/accounts/accounts.h"
#include "site/accounts/home.h"
#include "site/accounts/profile.h"
#include "site/admin/admin.h"
#include "site/api/api.h"
#include "site/events/events.h"
#include "site/files/files.h"
#include "site/files/library.h"
#include "site/home/home.h"
#include "site/imports/imports.h"
#include "site/kept.h"
#include "site/members/members.h"
#include "site/membership/membership.h"
#include "site/news/news.h"
#include "site/outbox/outbox.h"
#include "site/preview.h"
#include "site/privacy/privacy.h"
#include "site/publications/claims.h"
#include "site/publications/publications.h"
#include "site/registrations/registrations.h"
#include "site/search/search.h"
#include "web/asset.h"

#define FORM 262144 /* bytes of an ordinary form */
/* Forms with files may be larger than the files may be: so the form itself can say what is too large. */
#define UPLOAD 33554432
#define PICTURE 16777216
#define STAFF ROLE_EDITOR
#define JSON 1048576
/* By a token alone, which no browser sends by itself. */
#define WRITES_JSON (ROUTE_NO_CSRF | ROUTE_JSON | ROUTE_GIVES_JSON)

/* name, methods, { en, es }, role, flags, body limit, handler */
/* clang-format off */
const struct route site_routes[] = {
    { "root", METHOD_GET, { "/", NULL }, ROLE_ANYONE, 0, 0, home_root },
    { "home", METHOD_GET, { "/en", "/es" }, ROLE_ANYONE, ROUTE_CACHED, 0, home_page },
    { "style", METHOD_GET, { "/en/style", "/es/estilo" }, ROLE_ANYONE, ROUTE_CACHED, 0, home_style },
    { "assets", METHOD_GET, { "/assets/:hash/:name", NULL }, ROLE_ANYONE, ROUTE_CACHED, 0, asset_serve },
    { "file", METHOD_GET, { "/files/:slug", NULL }, ROLE_ANYONE, 0, 0, files_serve },
    { "robots", METHOD_GET, { "/robots.txt", NULL }, ROLE_ANYONE, ROUTE_CACHED, 0, home_robots },
    { "sitemap", METHOD_GET, { "/sitemap.xml", NULL }, ROLE_ANYONE, ROUTE_CACHED | ROUTE_SLOW, 0, home_sitemap },
    { "healthz", METHOD_GET, { "/healthz", NULL }, ROLE_ANYONE, 0, 0, home_health },

    { "members", METHOD_GET, { "/en/members", "/es/miembros" }, ROLE_ANYONE, ROUTE_CACHED | ROUTE_SLOW_ASKED, 0, members_list },
    { "members_csv", METHOD_GET, { "/en/members.csv", "/es/miembros.csv" }, ROLE_ANYONE, ROUTE_SLOW, 0, members_csv },
    { "members_json", METHOD_GET, { "/en/members.json", "/es/miembros.json" }, ROLE_ANYONE, ROUTE_SLOW, 0, members_json },
    { "members_vcards", METHOD_GET, { "/en/members.vcf", "/es/miembros.vcf" }, ROLE_ANYONE, ROUTE_SLOW, 0, members_vcards },
    { "members_map", METHOD_GET, { "/en/members/map", "/es/miembros/mapa" }, ROLE_ANYONE, ROUTE_CACHED | ROUTE_SLOW_ASKED, 0, members_map },
    { "member_vcard", METHOD_GET, { "/en/members/:slug.vcf", "/es/miembros/:slug.vcf" }, ROLE_ANYONE, ROUTE_CACHED, 0, members_vcard },
    { "contact", METHOD_GET, { "/en/members/:slug/message", "/es/miembros/:slug/mensaje" }, ROLE_ANYONE, ROUTE_PRIVATE, 0, contact_form },
    { NULL, METHOD_POST, { "/en/members/:slug/message", "/es/miembros/:slug/mensaje" }, ROLE_ANYONE, ROUTE_PRIVATE, FORM, contact_send },
    { "contact_open", METHOD_GET, { "/en/messages/:token", "/es/mensajes/:token" }, ROLE_ANYONE, ROUTE_PRIVATE, 0, contact_open },
    { NULL, METHOD_POST, { "/en/messages/:token", "/es/mensajes/:token" }, ROLE_ANYONE, ROUTE_PRIVATE, FORM, contact_act },
    { "member", METHOD_GET, { "/en/members/:slug", "/es/miembros/:slug" }, ROLE_ANYONE, ROUTE_CACHED, 0, members_show },

    { "events", METHOD_GET, { "/en/events", "/es/eventos" }, ROLE_ANYONE, ROUTE_CACHED, 0, events_list },
    { "events_ics", METHOD_GET, { "/en/events.ics", "/es/eventos.ics" }, ROLE_ANYONE, ROUTE_CACHED, 0, events_calendar },
    { "events_feed", METHOD_GET, { "/en/events.atom", "/es/eventos.atom" }, ROLE_ANYONE, ROUTE_CACHED, 0, events_feed },
    { "events_month", METHOD_GET, { "/en/events/month/:month", "/es/eventos/mes/:month" }, ROLE_ANYONE, ROUTE_CACHED, 0, events_month },
    { "event_ics", METHOD_GET, { "/en/events/:slug.ics", "/es/eventos/:slug.ics" }, ROLE_ANYONE, ROUTE_CACHED, 0, events_ics },
    { "event_registration", METHOD_GET, { "/en/events/:slug/register", "/es/eventos/:slug/inscripcion" }, ROLE_ANYONE, ROUTE_PRIVATE, 0, registrations_form },
    { NULL, METHOD_POST, { "/en/events/:slug/register", "/es/eventos/:slug/inscripcion" }, ROLE_ANYONE, ROUTE_PRIVATE, FORM, registrations_send },
    { "registration", METHOD_GET, { "/en/registrations/:token", "/es/inscripciones/:token" }, ROLE_ANYONE, ROUTE_PRIVATE, 0, registration_page },
    { NULL, METHOD_POST, { "/en/registrations/:token", "/es/inscripciones/:token" }, ROLE_ANYONE, ROUTE_PRIVATE, FORM, registration_act },
    { "event", METHOD_GET, { "/en/events/:slug", "/es/eventos/:slug" }, ROLE_ANYONE, ROUTE_CACHED, 0, events_show },
    { "processes", METHOD_GET, { "/en/processes", "/es/procesos" }, ROLE_ANYONE, ROUTE_CACHED, 0, processes_list },
    { "process", METHOD_GET, { "/en/processes/:slug", "/es/procesos/:slug" }, ROLE_ANYONE, ROUTE_CACHED, 0, processes_show },

    { "publications", METHOD_GET, { "/en/publications", "/es/publicaciones" }, ROLE_ANYONE, ROUTE_CACHED, 0, publications_list },
    { "publications_feed", METHOD_GET, { "/en/publications.atom", "/es/publicaciones.atom" }, ROLE_ANYONE, ROUTE_CACHED, 0, publications_feed },
    { "publication_cite", METHOD_GET, { "/en/publications/:slug/cite/:format", "/es/publicaciones/:slug/cita/:format" }, ROLE_ANYONE, ROUTE_CACHED, 0, publications_cite },
    { "publication", METHOD_GET, { "/en/publications/:slug", "/es/publicaciones/:slug" }, ROLE_ANYONE, ROUTE_CACHED, 0, publications_show },
    { "journal", METHOD_GET, { "/en/journal", "/es/revista" }, ROLE_ANYONE, ROUTE_CACHED, 0, journal_show },
    { "issue", METHOD_GET, { "/en/journal/:slug", "/es/revista/:slug" }, ROLE_ANYONE, ROUTE_CACHED, 0, journal_issue },

    { "news", METHOD_GET, { "/en/news", "/es/noticias" }, ROLE_ANYONE, ROUTE_CACHED, 0, news_list },
    { "news_feed", METHOD_GET, { "/en/news.atom", "/es/noticias.atom" }, ROLE_ANYONE, ROUTE_CACHED, 0, news_feed },
    { "post", METHOD_GET, { "/en/news/:slug", "/es/noticias/:slug" }, ROLE_ANYONE, ROUTE_CACHED, 0, news_show },
    { "page", METHOD_GET, { "/en/pages/:slug", "/es/paginas/:slug" }, ROLE_ANYONE, ROUTE_CACHED, 0, pages_show },

    { "search", METHOD_GET, { "/en/search", "/es/buscar" }, ROLE_ANYONE, ROUTE_CACHED | ROUTE_SLOW, 0, search_page },

    { "api", METHOD_GET, { "/api", NULL }, ROLE_ANYONE, ROUTE_CACHED | ROUTE_GIVES_JSON, 0, api_root },
    { "api_description", METHOD_GET, { "/api/openapi.json", NULL }, ROLE_ANYONE, ROUTE_GIVES_JSON, 0, api_describe },
    { "api_list", METHOD_GET, { "/api/:type", NULL }, ROLE_ANYONE, ROUTE_CACHED | ROUTE_GIVES_JSON | ROUTE_SLOW, 0, api_list },
    { "api_record", METHOD_GET, { "/api/:type/:record", NULL }, ROLE_ANYONE, ROUTE_CACHED | ROUTE_GIVES_JSON, 0, api_show },
    { NULL, METHOD_POST, { "/api/:type", NULL }, ROLE_ANYONE, WRITES_JSON, JSON, api_add },
    { NULL, METHOD_PATCH, { "/api/:type/:record", NULL }, ROLE_ANYONE, WRITES_JSON, JSON, api_change },
    { NULL, METHOD_DELETE, { "/api/:type/:record", NULL }, ROLE_ANYONE, WRITES_JSON, 0, api_remove },

    { "join", METHOD_GET, { "/en/join", "/es/registro" }, ROLE_ANYONE, 0, 0, join_form },
    { NULL, METHOD_POST, { "/en/join", "/es/registro" }, ROLE_ANYONE, 0, FORM, join_send },
    { "join_proof", METHOD_GET, { "/en/join/:token", "/es/registro/:token" }, ROLE_ANYONE, ROUTE_PRIVATE, 0, join_proof },
    { NULL, METHOD_POST, { "/en/join/:token", "/es/registro/:token" }, ROLE_ANYONE, ROUTE_PRIVATE, FORM, join_prove },
    { "sign_in", METHOD_GET, { "/en/sign-in", "/es/entrar" }, ROLE_ANYONE, ROUTE_PRIVATE, 0, sign_in_form },
    { "sign_in_send", METHOD_POST, { "/en/sign-in", "/es/entrar" }, ROLE_ANYONE, ROUTE_PRIVATE | ROUTE_SLOW, FORM, sign_in_send },
    { "sign_in_link", METHOD_GET, { "/en/sign-in/:token", "/es/entrar/:token" }, ROLE_ANYONE, ROUTE_PRIVATE, 0, sign_in_link },
    { "sign_in_use", METHOD_POST, { "/en/sign-in/:token", "/es/entrar/:token" }, ROLE_ANYONE, ROUTE_PRIVATE, FORM, sign_in_use },
    { "continue", METHOD_GET, { "/en/continue/:token", "/es/continuar/:token" }, ROLE_MEMBER, ROUTE_PRIVATE, 0, kept_page },
    { "passkey_options", METHOD_POST, { "/en/passkey/options", "/es/llave/opciones" }, ROLE_ANYONE, ROUTE_PRIVATE, FORM, passkey_options },
    { "sign_in_passkey", METHOD_POST, { "/en/passkey", "/es/llave" }, ROLE_ANYONE, ROUTE_PRIVATE, FORM, passkey_sign_in },
    { "sign_in_code", METHOD_GET, { "/en/second-step", "/es/segundo-paso" }, ROLE_ANYONE, ROUTE_PRIVATE, 0, sign_in_code },
    { "sign_in_code_send", METHOD_POST, { "/en/second-step", "/es/segundo-paso" }, ROLE_ANYONE, ROUTE_PRIVATE | ROUTE_SLOW, FORM, sign_in_code_send },
    { "sign_out", METHOD_POST, { "/en/sign-out", "/es/salir" }, ROLE_MEMBER, ROUTE_PRIVATE, FORM, sign_out },
    { "account", METHOD_GET, { "/en/account", "/es/cuenta" }, ROLE_MEMBER, ROUTE_PRIVATE, 0, account_page },
    { "account_save", METHOD_POST, { "/en/account", "/es/cuenta" }, ROLE_MEMBER, ROUTE_PRIVATE | ROUTE_SLOW, FORM, account_save },
    { "email_change", METHOD_GET, { "/en/account/email", "/es/cuenta/correo" }, ROLE_MEMBER, ROUTE_PRIVATE, 0, email_form },
    { NULL, METHOD_POST, { "/en/account/email", "/es/cuenta/correo" }, ROLE_MEMBER, ROUTE_PRIVATE | ROUTE_SLOW, FORM, email_ask },
    { "email_proof", METHOD_GET, { "/en/new-address/:token", "/es/nueva-direccion/:token" }, ROLE_ANYONE, ROUTE_PRIVATE, 0, email_proof },
    { NULL, METHOD_POST, { "/en/new-address/:token", "/es/nueva-direccion/:token" }, ROLE_ANYONE, ROUTE_PRIVATE, FORM, email_prove },
    { "passkeys", METHOD_GET, { "/en/account/passkeys", "/es/cuenta/llaves" }, ROLE_MEMBER, ROUTE_PRIVATE, 0, passkeys_page },
    { NULL, METHOD_POST, { "/en/account/passkeys", "/es/cuenta/llaves" }, ROLE_MEMBER, ROUTE_PRIVATE, FORM, passkeys_save },
    { "passkeys_begin", METHOD_POST, { "/en/account/passkeys/options", "/es/cuenta/llaves/opciones" }, ROLE_MEMBER, ROUTE_PRIVATE | ROUTE_SLOW, FORM, passkeys_begin },
    { "tokens", METHOD_GET, { "/en/account/tokens", "/es/cuenta/claves-de-acceso" }, STAFF, ROUTE_PRIVATE, 0, tokens_page },
    { NULL, METHOD_POST, { "/en/account/tokens", "/es/cuenta/claves-de-acceso" }, STAFF, ROUTE_PRIVATE | ROUTE_SLOW, FORM, tokens_save },
    { "second_step", METHOD_GET, { "/en/account/second-step", "/es/cuenta/segundo-paso" }, ROLE_MEMBER, ROUTE_PRIVATE, 0, second_step_page },
    { NULL, METHOD_POST, { "/en/account/second-step", "/es/cuenta/segundo-paso" }, ROLE_MEMBER, ROUTE_PRIVATE | ROUTE_SLOW, FORM, second_step_save },
    { "representatives", METHOD_GET, { "/en/account/representatives", "/es/cuenta/representantes" }, ROLE_MEMBER, ROUTE_PRIVATE, 0, representatives_page },
    { NULL, METHOD_POST, { "/en/account/representatives", "/es/cuenta/representantes" }, ROLE_MEMBER, ROUTE_PRIVATE, FORM, representatives_save },
    { "act_for", METHOD_POST, { "/en/account/act-for", "/es/cuenta/actuar-por" }, ROLE_MEMBER, ROUTE_PRIVATE, FORM, represent_choose },
    { "profile", METHOD_GET, { "/en/account/profile", "/es/cuenta/perfil" }, ROLE_MEMBER, ROUTE_PRIVATE, 0, profile_form },
    { NULL, METHOD_POST, { "/en/account/profile", "/es/cuenta/perfil" }, ROLE_MEMBER, ROUTE_PRIVATE | ROUTE_UPLOAD | ROUTE_SLOW, PICTURE, profile_save },

    { "profile_section", METHOD_GET, { "/en/account/profile/:section", "/es/cuenta/perfil/:section" }, ROLE_MEMBER, ROUTE_PRIVATE, 0, profile_section },
    { NULL, METHOD_POST, { "/en/account/profile/:section", "/es/cuenta/perfil/:section" }, ROLE_MEMBER, ROUTE_PRIVATE | ROUTE_UPLOAD | ROUTE_SLOW, PICTURE, profile_section_save },
    { "profile_as", METHOD_GET, { "/en/account/as/:who", "/es/cuenta/como/:who" }, ROLE_MEMBER, ROUTE_PRIVATE, 0, profile_as },
    { "profile_withdraw", METHOD_POST, { "/en/account/withdraw", "/es/cuenta/retirar" }, ROLE_MEMBER, ROUTE_PRIVATE, FORM, profile_withdraw },
    { "profile_confirm", METHOD_POST, { "/en/account/correct", "/es/cuenta/correcto" }, ROLE_MEMBER, ROUTE_PRIVATE, FORM, profile_confirm },
    { "account_messages", METHOD_GET, { "/en/account/messages", "/es/cuenta/mensajes" }, ROLE_MEMBER, ROUTE_PRIVATE, 0, account_messages },
    { "account_message", METHOD_GET, { "/en/account/messages/:id", "/es/cuenta/mensajes/:id" }, ROLE_MEMBER, ROUTE_PRIVATE, 0, account_message },
    { "claims", METHOD_GET, { "/en/account/publications", "/es/cuenta/publicaciones" }, ROLE_MEMBER, ROUTE_PRIVATE | ROUTE_SLOW, 0, claims_page },
    { NULL, METHOD_POST, { "/en/account/publications", "/es/cuenta/publicaciones" }, ROLE_MEMBER, ROUTE_PRIVATE | ROUTE_SLOW, FORM, claims_send },
    { "claim_withdraw", METHOD_POST, { "/en/account/claims/:id", "/es/cuenta/reclamos/:id" }, ROLE_MEMBER, ROUTE_PRIVATE, FORM, claims_withdraw },
    { "membership_renew", METHOD_POST, { "/en/account/renew", "/es/cuenta/renovar" }, ROLE_MEMBER, ROUTE_PRIVATE, FORM, membership_renew },
    { "profile_check", METHOD_GET, { "/en/still-correct/:token", "/es/sigue-correcto/:token" }, ROLE_ANYONE, ROUTE_PRIVATE, 0, membership_check_page },
    { NULL, METHOD_POST, { "/en/still-correct/:token", "/es/sigue-correcto/:token" }, ROLE_ANYONE, ROUTE_PRIVATE, FORM, membership_check_send },
    { "membership_figures", METHOD_GET, { "/en/membership/figures", "/es/membresia/cifras" }, ROLE_ANYONE, ROUTE_CACHED | ROUTE_SLOW, 0, membership_public_figures },
    { "membership_figures_csv", METHOD_GET, { "/en/membership/figures.csv", "/es/membresia/cifras.csv" }, ROLE_ANYONE, ROUTE_CACHED | ROUTE_SLOW, 0, membership_public_csv },
    { "privacy", METHOD_GET, { "/en/privacy", "/es/privacidad" }, ROLE_ANYONE, ROUTE_CACHED, 0, privacy_page },
    { "privacy_wording", METHOD_GET, { "/en/privacy/:form/:number", "/es/privacidad/:form/:number" }, ROLE_ANYONE, ROUTE_CACHED, 0, privacy_wording },
    { "privacy_data", METHOD_GET, { "/en/account/data", "/es/cuenta/datos" }, ROLE_MEMBER, ROUTE_PRIVATE, 0, privacy_data },
    { "privacy_download", METHOD_POST, { "/en/account/data", "/es/cuenta/datos" }, ROLE_MEMBER, ROUTE_PRIVATE | ROUTE_SLOW, FORM, privacy_download },
    { "privacy_consent", METHOD_POST, { "/en/account/data/consent", "/es/cuenta/datos/consentimiento" }, ROLE_MEMBER, ROUTE_PRIVATE, FORM, privacy_consent },
    { "privacy_call_off", METHOD_POST, { "/en/account/data/call-off", "/es/cuenta/datos/cancelar" }, ROLE_MEMBER, ROUTE_PRIVATE, FORM, privacy_call_off },
    { "privacy_leave", METHOD_GET, { "/en/account/data/leave", "/es/cuenta/datos/baja" }, ROLE_MEMBER, ROUTE_PRIVATE, 0, privacy_leave },
    { NULL, METHOD_POST, { "/en/account/data/leave", "/es/cuenta/datos/baja" }, ROLE_MEMBER, ROUTE_PRIVATE | ROUTE_SLOW, FORM, privacy_leave_send },
    { "privacy_cancel", METHOD_GET, { "/en/stay/:token", "/es/seguir/:token" }, ROLE_ANYONE, ROUTE_PRIVATE, 0, privacy_cancel },
    { NULL, METHOD_POST, { "/en/stay/:token", "/es/seguir/:token" }, ROLE_ANYONE, ROUTE_PRIVATE, FORM, privacy_cancel_send },
    { "admin_privacy", METHOD_GET, { "/en/admin/privacy", "/es/admin/privacidad" }, STAFF, ROUTE_PRIVATE, 0, admin_privacy },
    { NULL, METHOD_POST, { "/en/admin/privacy", "/es/admin/privacidad" }, STAFF, ROUTE_PRIVATE, FORM, admin_privacy_save },
    { "admin_privacy_run", METHOD_POST, { "/en/admin/privacy/purge", "/es/admin/privacidad/depurar" }, STAFF, ROUTE_PRIVATE | ROUTE_SLOW, FORM, admin_privacy_run },
    { "admin_privacy_person", METHOD_GET, { "/en/admin/privacy/person", "/es/admin/privacidad/persona" }, STAFF, ROUTE_PRIVATE, 0, admin_privacy_person },
    { NULL, METHOD_POST, { "/en/admin/privacy/person", "/es/admin/privacidad/persona" }, STAFF, ROUTE_PRIVATE | ROUTE_SLOW, FORM, admin_privacy_person_send },
    { "admin_privacy_request", METHOD_POST, { "/en/admin/privacy/requests/:id", "/es/admin/privacidad/solicitudes/:id" }, STAFF, ROUTE_PRIVATE | ROUTE_SLOW, FORM, admin_privacy_request },

    { "admin", METHOD_GET, { "/en/admin", "/es/admin" }, STAFF, ROUTE_PRIVATE, 0, admin_home },
    { "admin_root", METHOD_GET, { "/admin", NULL }, ROLE_ANYONE, ROUTE_PRIVATE, 0, admin_root },
    { "admin_queue", METHOD_GET, { "/en/admin/approvals", "/es/admin/solicitudes" }, STAFF, ROUTE_PRIVATE, 0, admin_queue },
    { "admin_applicant", METHOD_GET, { "/en/admin/approvals/:id", "/es/admin/solicitudes/:id" }, STAFF, ROUTE_PRIVATE, 0, admin_applicant },
    { "admin_decide", METHOD_POST, { "/en/admin/approvals/:id", "/es/admin/solicitudes/:id" }, STAFF, ROUTE_PRIVATE, FORM, admin_decide },
    { "admin_duplicates", METHOD_GET, { "/en/admin/duplicates", "/es/admin/duplicados" }, STAFF, ROUTE_PRIVATE, 0, admin_duplicates },
    { NULL, METHOD_POST, { "/en/admin/duplicates", "/es/admin/duplicados" }, STAFF, ROUTE_PRIVATE, FORM, admin_not_duplicate },
    { "admin_merge", METHOD_GET, { "/en/admin/merge/:type/:one/:other", "/es/admin/unir/:type/:one/:other" }, STAFF, ROUTE_PRIVATE, 0, admin_merge },
    { NULL, METHOD_POST, { "/en/admin/merge/:type/:one/:other", "/es/admin/unir/:type/:one/:other" }, STAFF, ROUTE_PRIVATE, FORM, admin_merge_save },
    { "admin_outbox", METHOD_GET, { "/en/admin/outbox", "/es/admin/mensajes" }, STAFF, ROUTE_PRIVATE, 0, outbox_list },
    { "admin_bounce", METHOD_GET, { "/en/admin/outbox/bounce", "/es/admin/mensajes/rebote" }, STAFF, ROUTE_PRIVATE, 0, outbox_bounce_form },
    { NULL, METHOD_POST, { "/en/admin/outbox/bounce", "/es/admin/mensajes/rebote" }, STAFF, ROUTE_PRIVATE | ROUTE_UPLOAD, 2097152, outbox_bounce_take },
    { "admin_message", METHOD_GET, { "/en/admin/outbox/:id", "/es/admin/mensajes/:id" }, STAFF, ROUTE_PRIVATE, 0, outbox_show },
    { NULL, METHOD_POST, { "/en/admin/outbox/:id", "/es/admin/mensajes/:id" }, STAFF, ROUTE_PRIVATE, FORM, outbox_act },
    { "admin_contact", METHOD_GET, { "/en/admin/contact", "/es/admin/contacto" }, STAFF, ROUTE_PRIVATE, 0, admin_contact },
    { NULL, METHOD_POST, { "/en/admin/contact", "/es/admin/contacto" }, STAFF, ROUTE_PRIVATE, FORM, admin_contact_act },
    { "admin_letters", METHOD_GET, { "/en/admin/letters", "/es/admin/textos" }, STAFF, ROUTE_PRIVATE, 0, letters_list },
    { NULL, METHOD_POST, { "/en/admin/letters/:kind", "/es/admin/textos/:kind" }, STAFF, ROUTE_PRIVATE, FORM, letters_write },
    { "admin_mailings", METHOD_GET, { "/en/admin/mailings", "/es/admin/envios" }, STAFF, ROUTE_PRIVATE, 0, mailing_list },
    { "admin_mailing_new", METHOD_GET, { "/en/admin/mailings/new", "/es/admin/envios/nuevo" }, STAFF, ROUTE_PRIVATE | ROUTE_SLOW, 0, mailing_new },
    { NULL, METHOD_POST, { "/en/admin/mailings/new", "/es/admin/envios/nuevo" }, STAFF, ROUTE_PRIVATE, FORM, mailing_add },
    { "admin_mailing", METHOD_GET, { "/en/admin/mailings/:id", "/es/admin/envios/:id" }, STAFF, ROUTE_PRIVATE | ROUTE_SLOW, 0, mailing_show },
    { NULL, METHOD_POST, { "/en/admin/mailings/:id", "/es/admin/envios/:id" }, STAFF, ROUTE_PRIVATE | ROUTE_SLOW, FORM, mailing_send },
    { "mailing_off", METHOD_GET, { "/en/no-mailings/:token", "/es/sin-envios/:token" }, ROLE_ANYONE, ROUTE_PRIVATE, 0, mailing_off },
    { NULL, METHOD_POST, { "/en/no-mailings/:token", "/es/sin-envios/:token" }, ROLE_ANYONE, ROUTE_PRIVATE | ROUTE_NO_CSRF, 4096, mailing_off_send },
    { "admin_changes", METHOD_GET, { "/en/admin/changes", "/es/admin/cambios" }, STAFF, ROUTE_PRIVATE, 0, admin_changes },
    { "admin_undo", METHOD_POST, { "/en/admin/changes/:id", "/es/admin/cambios/:id" }, STAFF, ROUTE_PRIVATE, FORM, admin_undo },
    { "admin_settings", METHOD_GET, { "/en/admin/settings", "/es/admin/ajustes" }, STAFF, ROUTE_PRIVATE, 0, admin_settings },
    { NULL, METHOD_POST, { "/en/admin/settings", "/es/admin/ajustes" }, STAFF, ROUTE_PRIVATE, FORM, admin_settings_save },
    { "admin_accounts", METHOD_GET, { "/en/admin/accounts", "/es/admin/cuentas" }, STAFF, ROUTE_PRIVATE, 0, admin_accounts },
    { NULL, METHOD_POST, { "/en/admin/accounts", "/es/admin/cuentas" }, STAFF, ROUTE_PRIVATE, FORM, admin_accounts_add },
    { "admin_account", METHOD_GET, { "/en/admin/accounts/:id", "/es/admin/cuentas/:id" }, STAFF, ROUTE_PRIVATE, 0, admin_account },
    { NULL, METHOD_POST, { "/en/admin/accounts/:id", "/es/admin/cuentas/:id" }, STAFF, ROUTE_PRIVATE, FORM, admin_account_save },
    { "admin_roles", METHOD_GET, { "/en/admin/roles", "/es/admin/roles" }, STAFF, ROUTE_PRIVATE, 0, admin_roles },
    { NULL, METHOD_POST, { "/en/admin/roles", "/es/admin/roles" }, STAFF, ROUTE_PRIVATE, FORM, admin_roles_add },
    { "admin_role", METHOD_GET, { "/en/admin/roles/:id", "/es/admin/roles/:id" }, STAFF, ROUTE_PRIVATE, 0, admin_role },
    { NULL, METHOD_POST, { "/en/admin/roles/:id", "/es/admin/roles/:id" }, STAFF, ROUTE_PRIVATE, FORM, admin_role_save },
    { "admin_audit", METHOD_GET, { "/en/admin/audit", "/es/admin/auditoria" }, STAFF, ROUTE_PRIVATE, 0, admin_audit },
    { "admin_profiles", METHOD_GET, { "/en/admin/profiles", "/es/admin/perfiles" }, STAFF, ROUTE_PRIVATE, 0, profile_queue },
    { "admin_profile_decide", METHOD_POST, { "/en/admin/profiles/:id", "/es/admin/perfiles/:id" }, STAFF, ROUTE_PRIVATE, FORM, profile_decide },
    { "admin_claims", METHOD_GET, { "/en/admin/claims", "/es/admin/reclamos" }, STAFF, ROUTE_PRIVATE, 0, claims_queue },
    { "admin_claim_decide", METHOD_POST, { "/en/admin/claims/:id", "/es/admin/reclamos/:id" }, STAFF, ROUTE_PRIVATE, FORM, claims_decide },
    { "admin_membership", METHOD_GET, { "/en/admin/membership", "/es/admin/membresia" }, STAFF, ROUTE_PRIVATE | ROUTE_SLOW, 0, membership_overview },
    { "admin_membership_figures", METHOD_GET, { "/en/admin/membership/figures", "/es/admin/membresia/cifras" }, STAFF, ROUTE_PRIVATE | ROUTE_SLOW, 0, membership_figures },
    { "admin_membership_figures_csv", METHOD_GET, { "/en/admin/membership/figures.csv", "/es/admin/membresia/cifras.csv" }, STAFF, ROUTE_PRIVATE | ROUTE_SLOW, 0, membership_figures_csv },
    { "admin_membership_settings", METHOD_GET, { "/en/admin/membership/settings", "/es/admin/membresia/ajustes" }, STAFF, ROUTE_PRIVATE, 0, membership_settings },
    { NULL, METHOD_POST, { "/en/admin/membership/settings", "/es/admin/membresia/ajustes" }, STAFF, ROUTE_PRIVATE, FORM, membership_settings_save },
    { "admin_orcid", METHOD_GET, { "/en/admin/members/:id/orcid", "/es/admin/miembros/:id/orcid" }, STAFF, ROUTE_PRIVATE, 0, admin_orcid },
    { NULL, METHOD_POST, { "/en/admin/members/:id/orcid", "/es/admin/miembros/:id/orcid" }, STAFF, ROUTE_PRIVATE, FORM, admin_orcid_check },
    { "admin_member_membership", METHOD_GET, { "/en/admin/members/:id/membership", "/es/admin/miembros/:id/membresia" }, STAFF, ROUTE_PRIVATE, 0, membership_page },
    { "admin_member_term", METHOD_GET, { "/en/admin/members/:id/membership/:term", "/es/admin/miembros/:id/membresia/:term" }, STAFF, ROUTE_PRIVATE, 0, membership_term },
    { NULL, METHOD_POST, { "/en/admin/members/:id/membership/:term", "/es/admin/miembros/:id/membresia/:term" }, STAFF, ROUTE_PRIVATE, FORM, membership_term_save },
    { "admin_member_coverage", METHOD_GET, { "/en/admin/members/:id/coverage/:cover", "/es/admin/miembros/:id/cobertura/:cover" }, STAFF, ROUTE_PRIVATE, 0, membership_cover },
    { NULL, METHOD_POST, { "/en/admin/members/:id/coverage/:cover", "/es/admin/miembros/:id/cobertura/:cover" }, STAFF, ROUTE_PRIVATE, FORM, membership_cover_save },
    { "admin_registrations", METHOD_GET, { "/en/admin/registrations", "/es/admin/inscripciones" }, STAFF, ROUTE_PRIVATE, 0, admin_registrations },
    { "admin_registrations_event", METHOD_GET, { "/en/admin/registrations/:id", "/es/admin/inscripciones/:id" }, STAFF, ROUTE_PRIVATE, 0, admin_registrations_event },
    { NULL, METHOD_POST, { "/en/admin/registrations/:id", "/es/admin/inscripciones/:id" }, STAFF, ROUTE_PRIVATE, FORM, admin_registrations_act },
    { "admin_media", METHOD_GET, { "/en/admin/media", "/es/admin/medios" }, STAFF, ROUTE_PRIVATE | ROUTE_SLOW, 0, library_list },
    { NULL, METHOD_POST, { "/en/admin/media", "/es/admin/medios" }, STAFF, ROUTE_PRIVATE | ROUTE_UPLOAD | ROUTE_SLOW, UPLOAD, library_add },
    { "admin_medium", METHOD_GET, { "/en/admin/media/:id", "/es/admin/medios/:id" }, STAFF, ROUTE_PRIVATE, 0, library_show },
    { NULL, METHOD_POST, { "/en/admin/media/:id", "/es/admin/medios/:id" }, STAFF, ROUTE_PRIVATE | ROUTE_UPLOAD | ROUTE_SLOW, UPLOAD, library_act },
    { "admin_imports", METHOD_GET, { "/en/admin/imports", "/es/admin/importaciones" }, STAFF, ROUTE_PRIVATE, 0, imports_list },
    { NULL, METHOD_POST, { "/en/admin/imports", "/es/admin/importaciones" }, STAFF, ROUTE_PRIVATE | ROUTE_UPLOAD | ROUTE_SLOW, UPLOAD, imports_upload },
    { "admin_import", METHOD_GET, { "/en/admin/imports/:id", "/es/admin/importaciones/:id" }, STAFF, ROUTE_PRIVATE | ROUTE_SLOW, 0, imports_show },
    { NULL, METHOD_POST, { "/en/admin/imports/:id", "/es/admin/importaciones/:id" }, STAFF, ROUTE_PRIVATE | ROUTE_SLOW, FORM, imports_act },
    { "admin_import_rows", METHOD_GET, { "/en/admin/imports/:id/rows", "/es/admin/importaciones/:id/rows" }, STAFF, ROUTE_PRIVATE | ROUTE_SLOW, 0, imports_copy },
    { "admin_list", METHOD_GET, { "/en/admin/records/:type", "/es/admin/registros/:type" }, STAFF, ROUTE_PRIVATE, 0, admin_list },
    { NULL, METHOD_POST, { "/en/admin/records/:type", "/es/admin/registros/:type" }, STAFF, ROUTE_PRIVATE | ROUTE_SLOW, FORM, admin_bulk_begin },
    { "admin_export", METHOD_POST, { "/en/admin/export/:type", "/es/admin/exportar/:type" }, STAFF, ROUTE_PRIVATE | ROUTE_SLOW, FORM, admin_export },
    { "admin_bulk", METHOD_GET, { "/en/admin/bulk/:id", "/es/admin/masivas/:id" }, STAFF, ROUTE_PRIVATE, 0, admin_bulk },
    { NULL, METHOD_POST, { "/en/admin/bulk/:id", "/es/admin/masivas/:id" }, STAFF, ROUTE_PRIVATE | ROUTE_SLOW, FORM, admin_bulk_do },
    { "admin_views", METHOD_GET, { "/en/admin/views/:type", "/es/admin/vistas/:type" }, STAFF, ROUTE_PRIVATE, 0, admin_views },
    { NULL, METHOD_POST, { "/en/admin/views/:type", "/es/admin/vistas/:type" }, STAFF, ROUTE_PRIVATE, FORM, admin_view_add },
    { NULL, METHOD_POST, { "/en/admin/views/:type/:id", "/es/admin/vistas/:type/:id" }, STAFF, ROUTE_PRIVATE, FORM, admin_view_change },
    { "admin_edit", METHOD_GET, { "/en/admin/records/:type/:id", "/es/admin/registros/:type/:id" }, STAFF, ROUTE_PRIVATE, 0, admin_edit },
    { NULL, METHOD_POST, { "/en/admin/records/:type/:id", "/es/admin/registros/:type/:id" }, STAFF, ROUTE_PRIVATE | ROUTE_UPLOAD | ROUTE_SLOW, UPLOAD, admin_save },
    { "admin_preview", METHOD_GET, { "/en/admin/records/:type/:id/preview", "/es/admin/registros/:type/:id/vista-previa" }, STAFF, ROUTE_PRIVATE, 0, admin_preview },
    { "admin_translations", METHOD_GET, { "/en/admin/translations", "/es/admin/traducciones" }, STAFF, ROUTE_PRIVATE, 0, admin_translations },
    { "admin_translate", METHOD_GET, { "/en/admin/translations/:type/:id", "/es/admin/traducciones/:type/:id" }, STAFF, ROUTE_PRIVATE, 0, admin_translate },
    { NULL, METHOD_POST, { "/en/admin/translations/:type/:id", "/es/admin/traducciones/:type/:id" }, STAFF, ROUTE_PRIVATE, UPLOAD, admin_translate_save },
    { "admin_drafts", METHOD_GET, { "/en/admin/drafts", "/es/admin/borradores" }, STAFF, ROUTE_PRIVATE, 0, admin_drafts },
    { "preview", METHOD_GET, { "/en/preview/:token", "/es/vista-previa/:token" }, ROLE_ANYONE, ROUTE_PRIVATE | ROUTE_SLOW, 0, preview_page },
    { "admin_history", METHOD_GET, { "/en/admin/records/:type/:id/history", "/es/admin/registros/:type/:id/historial" }, STAFF, ROUTE_PRIVATE, 0, admin_history },
    { NULL, METHOD_POST, { "/en/admin/records/:type/:id/history", "/es/admin/registros/:type/:id/historial" }, STAFF, ROUTE_PRIVATE, FORM, admin_restore },
};
/* clang-format on */
const size_t site_route_count = sizeof site_routes / sizeof *site_routes;
