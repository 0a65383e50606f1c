/* The staff's side. */
#pragma once
#include "web/route.h"

route_handler admin_root, admin_home, admin_queue, admin_applicant, admin_decide, admin_duplicates,
    admin_not_duplicate, admin_merge, admin_merge_save, admin_changes, admin_undo, admin_list,
    admin_edit, admin_save, admin_history, admin_restore, admin_preview, admin_drafts,
    admin_translate, admin_translate_save, admin_translations, admin_settings, admin_settings_save,
    admin_audit;
/* Lists: saved views, bulk actions, export. */
route_handler admin_views, admin_view_add, admin_view_change, admin_bulk_begin, admin_bulk,
    admin_bulk_do, admin_export;
/* Accounts, roles. */
route_handler admin_accounts, admin_accounts_add, admin_account, admin_account_save, admin_roles,
    admin_roles_add, admin_role, admin_role_save;
