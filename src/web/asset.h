/* Public files: served at /assets/HASH/NAME, kept for ever by browsers. */
#pragma once
#include "web/route.h"

/* Hashes the files of public/; called at start and when they change on disk. */
void assets_load(void);
/* {{asset.inmd_css}}: the address of public/inmd.css. */
struct value asset_object(void);
/* Serves /assets/:hash/:name. Another hash leads to the right address (302), an unknown name is
 * 404. */
void asset_serve(struct request *request, struct response *response);
