// GET /api/v1/cases/{id}/draft: the draft of a report to the regulator, as Markdown or as a Word file.
//
// Contract: `format` is md (the default) or docx, `lang` zh-CN (the default) or en. Threads: as HttpRoute says, on the
// readers' pool.
#pragma once

#include "serve/api_context.h"

namespace groundswell {

HttpResponse GetCaseDraft(const ApiContext& context, const HttpRequest& request);

}  // namespace groundswell
